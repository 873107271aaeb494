import { type NoticeKinds, type Notices, noticeId } from '../notices.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { Store } from './store.ts';

export function noticesIn(store: Store): Notices {
  return {
    notice: async (kind, key) => {
      const [fields] = await store.read(noticeRef(kind, key));
      return noticeOf(fields);
    },

    changeNotice: (kind, key, change) =>
      store.change(async (unit) => {
        const [fields] = await unit.read(noticeRef(kind, key));
        const present = noticeOf<typeof kind>(fields);
        const wanted = change(present);
        if (wanted === undefined) return present;
        unit.put(noticeRef(kind, key), { body: JSON.stringify(wanted) });
        return wanted;
      }),
  };
}

function noticeRef(kind: keyof NoticeKinds, key: string): Ref<'notices'> {
  return ref('notices', readableId(noticeId(kind, key)));
}

function noticeOf<K extends keyof NoticeKinds>(
  fields: Collections['notices'] | undefined,
): NoticeKinds[K] | undefined {
  return fields === undefined ? undefined : JSON.parse(fields.body);
}
