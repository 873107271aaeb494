const EMAIL = 'bailiff-push@bailiff-prod.iam.gserviceaccount.com';
const AUDIENCE = 'https://us-central1-bailiff-prod.cloudfunctions.net/bailiff';
const HOUR_SECONDS = 3600;

/** As whom Pub/Sub pushes, behind a Cloud Run that has checked it: it takes the signature off the token. */
export const pushIdentity = {
  env: {
    BAILIFF_PUSH_IDENTITY: EMAIL,
    BAILIFF_PUSH_AUDIENCE: AUDIENCE,
    BAILIFF_PUSH_SIGNATURE: 'checked-by-cloud-run',
  },
  authorization(): string {
    const claims = {
      iss: 'https://accounts.google.com',
      aud: AUDIENCE,
      exp: Math.floor(Date.now() / 1000) + HOUR_SECONDS,
      email: EMAIL,
      email_verified: true,
    };
    const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return `Bearer ${[...parts, 'SIGNATURE_REMOVED_BY_GOOGLE'].join('.')}`;
  },
} as const;
