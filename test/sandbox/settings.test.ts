import { describe, expect, it } from 'vitest';
import { readSettings } from '../../sandbox/settings.ts';

const DEFAULTS = {
  port: 8080,
  organizationFile: undefined,
  policyFile: undefined,
  channelsFile: undefined,
  dataDirectory: undefined,
  logLevel: 'info',
  policyDelay: undefined,
  emulators: { pubsub: undefined, firestore: undefined },
  tickSeconds: 5,
};

describe('the settings of npm start', () => {
  it('have a default each', () => {
    expect(readSettings({ PATH: '/bin' })).toEqual({ ok: true, settings: DEFAULTS });
  });

  it('are read from the environment', () => {
    const env = {
      PORT: '9090',
      BAILIFF_ORGANIZATION: 'mine.yaml',
      BAILIFF_POLICY: 'policy.yaml',
      BAILIFF_CHANNELS: 'channels.yaml',
      BAILIFF_DATA: 'data',
      BAILIFF_LOG: 'error',
      BAILIFF_POLICY_DELAY: '10m',
      BAILIFF_TICK: '1m',
    };
    expect(readSettings(env)).toEqual({
      ok: true,
      settings: {
        port: 9090,
        organizationFile: 'mine.yaml',
        policyFile: 'policy.yaml',
        channelsFile: 'channels.yaml',
        dataDirectory: 'data',
        logLevel: 'error',
        policyDelay: '10m',
        emulators: { pubsub: undefined, firestore: undefined },
        tickSeconds: 60,
      },
    });
  });

  it.each(['127.0.0.1:8085', 'localhost:8085', '[::1]:8085'])(
    'take the emulators at %s',
    (host) => {
      const env = { PUBSUB_EMULATOR_HOST: host, FIRESTORE_EMULATOR_HOST: host };
      expect(readSettings(env)).toEqual({
        ok: true,
        settings: { ...DEFAULTS, emulators: { pubsub: host, firestore: host } },
      });
    },
  );

  it.each(['8085', 'localhost', 'http://localhost:8085', '::1:8085', '127.0.0.1:65536'])(
    'refuse the emulators %j',
    (host) => {
      const env = { PUBSUB_EMULATOR_HOST: host, FIRESTORE_EMULATOR_HOST: host };
      expect(readSettings(env)).toEqual({
        ok: false,
        faults: [
          `PUBSUB_EMULATOR_HOST is "${host}", which is no HOST:PORT; set it to one like 127.0.0.1:8085, or unset it for a queue of its own.`,
          `FIRESTORE_EMULATOR_HOST is "${host}", which is no HOST:PORT; set it to one like 127.0.0.1:8085, or unset it for a ledger in a file.`,
        ],
      });
    },
  );

  it('refuse to keep in files what an emulator holds', () => {
    expect(readSettings({ BAILIFF_DATA: 'data', PUBSUB_EMULATOR_HOST: '127.0.0.1:8085' })).toEqual({
      ok: false,
      faults: [
        'BAILIFF_DATA keeps ledger and messages in files, and PUBSUB_EMULATOR_HOST has them in an emulator; unset one of the two.',
      ],
    });
  });

  it('count as not set when they are empty, and let other commands have theirs', () => {
    const env = { PORT: '', BAILIFF_DATA: '', BAILIFF_PLICY: '', BAILIFF_REQUIRE: 'gcloud' };
    expect(readSettings(env)).toEqual({ ok: true, settings: DEFAULTS });
  });

  it.each(['http', '-1', '65536', '80.5', '0x50', '8080 ', '999999'])(
    'refuse the port %j',
    (port) => {
      expect(readSettings({ PORT: port })).toEqual({
        ok: false,
        faults: [
          `PORT is "${port}", which is no port; set it to a number from 0 to 65535 (0 takes a free one), or unset it for 8080.`,
        ],
      });
    },
  );

  it('refuse a log level that is none', () => {
    expect(readSettings({ BAILIFF_LOG: 'loud' })).toEqual({
      ok: false,
      faults: [
        'BAILIFF_LOG is "loud"; set it to debug, info, warn, error or silent, or unset it for info.',
      ],
    });
  });

  it('refuse a delay that is none', () => {
    expect(readSettings({ BAILIFF_POLICY_DELAY: 'ten minutes' })).toEqual({
      ok: false,
      faults: [
        'BAILIFF_POLICY_DELAY is "ten minutes"; set it to one like 30s or 10m, or unset it for 0s.',
      ],
    });
  });

  it('refuse a name that they do not know, beside whatever else is wrong', () => {
    expect(readSettings({ BAILIFF_PLICY: 'x', BAILIFF_LEDGER: 'y', PORT: 'z' })).toEqual({
      ok: false,
      faults: [
        'BAILIFF_PLICY is no setting of npm start; unset it, or use BAILIFF_CHANNELS, BAILIFF_DATA, BAILIFF_LOG, BAILIFF_ORGANIZATION, BAILIFF_POLICY, BAILIFF_POLICY_DELAY, BAILIFF_TICK.',
        'BAILIFF_LEDGER is no setting of npm start; unset it, or use BAILIFF_CHANNELS, BAILIFF_DATA, BAILIFF_LOG, BAILIFF_ORGANIZATION, BAILIFF_POLICY, BAILIFF_POLICY_DELAY, BAILIFF_TICK.',
        'PORT is "z", which is no port; set it to a number from 0 to 65535 (0 takes a free one), or unset it for 8080.',
      ],
    });
  });
});
