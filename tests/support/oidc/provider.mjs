// A municipality's identity provider for the tests: oidc-provider, certified, on loopback, with keys made at each start.
// argv: the port, and JSON {clients, accounts}. POST /control {skewSeconds, audience} makes its tokens wrong, as a real
// one's are when its clock or its configuration is.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, told] = [Number(process.argv[2]), JSON.parse(process.argv[3])];
const issuer = `http://127.0.0.1:${port}`;
const control = { skewSeconds: 0, audience: '' };

const realNow = Date.now;
let skew = 0;
Date.now = () => realNow() + skew * 1000;

const signing = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const provider = new Provider(issuer, {
  clients: told.clients,
  jwks: { keys: [{ ...signing, use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['only-for-tests'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: () => true },
  // Its own server asks us on loopback; by itself it goes to no such address.
  fetch: (url, options) => { delete options?.dispatcher; return fetch(url, options); },
  findAccount: (_ctx, id) => told.accounts[id] && {
    accountId: id,
    claims: () => ({ sub: id, ...told.accounts[id] }),
  },
  // A municipality's own staff are not asked whether their employer may know who they are.
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (ctx.path === '/control' && ctx.method === 'POST') {
    const parts = [];
    for await (const part of ctx.req) parts.push(part);
    Object.assign(control, JSON.parse(Buffer.concat(parts)));
    ctx.body = {};
    return;
  }
  // Only while tokens are made: its own cookies would run out with its clock.
  skew = ctx.path === '/token' ? control.skewSeconds : 0;
  await next();
  if (ctx.path === '/token' && control.audience && ctx.body?.id_token) {
    // The same claims, signed by this provider for another of its clients.
    const claims = JSON.parse(Buffer.from(ctx.body.id_token.split('.')[1], 'base64url'));
    const other = await provider.Client.find(control.audience);
    const token = new provider.IdToken({ sub: claims.sub }, { ctx, client: other });
    token.scope = 'openid';
    token.set('nonce', claims.nonce);
    ctx.body = { ...ctx.body, id_token: await token.issue({ use: 'idtoken' }) };
  }
  skew = 0;
});

provider.on('server_error', (_ctx, error) => console.error(error));
provider.listen(port, '127.0.0.1', () => console.log(`ready ${issuer}`));
