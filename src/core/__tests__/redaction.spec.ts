import { redact } from '../redaction';
import { redactBundle, redactValue } from '../redactionData';
import { StreamRedactor } from '../streamRedactor';

/** 64 bytes in base64, as Azure makes its keys; never valid anywhere. */
const KEY = `${'aB3/x9Zk+Q'.repeat(9).slice(0, 85)}Q==`;
const NEW_KEY = `${KEY.slice(0, 76)}+AStABCDEw==`;
const HALF = `${'aB3/x9Zk+Q'.repeat(5).slice(0, 42)}Q=`;
const SIG = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmE%3D';
const JWT =
  'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQifQ.c2lnbmF0dXJl';
const CLIENT = 'abc8Q~0123456789abcdefghijklmnopqrstuv';
const SHA512 = `${'q7Rk2+w/Pz'.repeat(9).slice(0, 85)}A==`;

describe('redact', () => {
  it('uses keys of the right shape', () => {
    expect([KEY, NEW_KEY].map(key => key.length)).toEqual([88, 88]);
    expect(HALF).toHaveLength(44);
  });

  it.each([
    [
      'storage key',
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
      KEY
    ],
    ['storage key', `AccountKey=${KEY}`, KEY],
    ['storage key', KEY, KEY],
    ['storage key', `key1  ${KEY}  FULL`, KEY],
    ['storage key', `${'x'.repeat(300)} ${NEW_KEY}`, NEW_KEY],
    [
      'storage key',
      `[{"keyName": "key1", "permissions": "FULL", "value": "${KEY}"}]`,
      KEY
    ],
    [
      'storage key',
      `spark.conf.set("fs.azure.account.key.contosolake.dfs.core.windows.net", "${KEY}")`,
      KEY
    ],
    ['storage key', `\u001b[38;5;124m${KEY}\u001b[39m`, KEY],
    ['storage key', `<td>key1</td><td>${KEY}</td>`, KEY],
    [
      'access key',
      `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${HALF}`,
      HALF
    ],
    [
      'access key',
      `{"primarySharedKey": "0123abcd4567EFGH89ij"}`,
      '0123abcd4567EFGH89ij'
    ],
    [
      'access key',
      `&quot;api_key&quot;: &quot;0123abcd4567EFGH89ij&quot;`,
      '0123abcd4567EFGH89ij'
    ],
    [
      'access key',
      `account_key = ABCDEFGHabcdefgh0123456789abcdefgh==`,
      'ABCDEFGHabcdefgh0123456789abcdefgh=='
    ],
    [
      'SAS signature',
      `https://a.blob.core.windows.net/c?sv=2022-11-02&se=2026-01-01&sp=r&sig=${SIG}`,
      SIG
    ],
    [
      'SAS signature',
      `https://a.blob.core.windows.net/c?sig=${SIG}&sv=2022`,
      SIG
    ],
    ['SAS signature', `href="https://a/c?sv=2022&amp;sig=${SIG}"`, SIG],
    ['token', `Authorization: Bearer ${JWT}`, JWT],
    ['token', `{"accessToken": "${JWT}", "expiresOn": "2026"}`, JWT],
    [
      'token',
      `Authorization: Bearer abcdef0123456789abcdef0123`,
      'abcdef0123456789abcdef0123'
    ],
    ['client secret', `secret is ${CLIENT}`, CLIENT],
    ['client secret', `AZURE_CLIENT_SECRET="${CLIENT}"`, CLIENT],
    [
      'password',
      `Server=tcp:db.database.windows.net;User Id=sa;Password=pa55-word!;Encrypt=True`,
      'pa55-word!'
    ],
    [
      'password',
      `jdbc:sqlserver://h:1433;user=sa;password=pa55word`,
      'pa55word'
    ],
    ['password', `postgres://admin:pa55word@db.contoso.com/logs`, 'pa55word']
  ])('masks a %s in %p', (kind, text, value) => {
    const { text: masked, secrets } = redact(text);
    expect(masked).toBe(
      text.replace(value, `••••(${kind}, ${value.length} characters)`)
    );
    expect(secrets).toMatchObject([{ kind, value }]);
    // What is masked is not found again.
    expect(redact(masked)).toEqual({ text: masked, secrets: [] });
  });

  it.each([
    'sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'key e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    `"integrity": "sha512-${SHA512}"`,
    `SHA512 hash of the file  ${SHA512}`,
    `iVBORw0KGgo${'aB3/x9Zk+Q'.repeat(60)}==`,
    Array.from(
      { length: 10 },
      (_, i) => `row ${i} ${`${i}${KEY.slice(1)}`}`
    ).join('\n'),
    '2021-11-17T00:05:00Z CEF:0|Fortinet|Fortigate|v6.0.3|traffic token=allowed src=10.0.0.1',
    'SourceIP=10.0.0.1 password=expired user=alice',
    'Password: incorrect',
    'https://contoso.azurewebsites.net/api?sig=short&x=1',
    'http://10.0.0.1:8080/path and mail to a@b.com',
    'abfss://am-commonsecuritylog@contosolake.dfs.core.windows.net/WorkspaceResourceId=/subscriptions/00000000-0000-0000-0000-000000000000',
    'tenant token 00000000-0000-0000-0000-000000000000',
    'access_token_expiry_seconds = 3600',
    'account_key = "<your account key>"',
    'AccountKey=<key>;',
    'AccountKey=***;AccountName=a',
    'client_secret = os.environ["AZURE_CLIENT_SECRET"]',
    'access_key: spark.hadoop.fs.azure.account.key.contosolake',
    'postgres://admin:{password}@db/logs, postgres://admin:****@db/logs',
    'Bearer authentication is not configured for this workspace',
    'primary_key = "device_vendor_and_source_address"',
    'eyJhbGciOi is how a token begins',
    'a/b/c.d.e--------------------------------------------------------------',
    'signature=abc; sig=1',
    'password = getpass()',
    ''
  ])('leaves %p alone', text => {
    expect(redact(text)).toEqual({ text, secrets: [] });
  });

  it('keeps the words before a secret, for the user to know it by', () => {
    expect(redact(`first\n  AccountKey=${KEY}`).secrets[0].before).toBe(
      '  AccountKey='
    );
  });

  it('does not take ever longer: 2 MB of log lines', () => {
    const line =
      '2021-11-17T00:05:00Z CEF:0|Fortinet|token=x key=y http://10.0.0.1:80/a e3b0c44298fc1c149afbf4c8996fb924\n';
    /** Microseconds of CPU: what others do on the computer does not count. */
    const costOf = (lines: number): number => {
      const text = line.repeat(lines);
      const begun = process.cpuUsage();
      expect(redact(text).secrets).toEqual([]);
      const { system, user } = process.cpuUsage(begun);
      return system + user;
    };
    // The first time it is compiled, too.
    costOf(2000);
    const tenth = costOf(2000);
    expect(costOf(20_000)).toBeLessThan(40 * tenth);
  });
});

describe('StreamRedactor', () => {
  const through = (pieces: string[]): string => {
    const stream = new StreamRedactor();
    return (
      pieces.map(piece => stream.push(piece).text).join('') + stream.end().text
    );
  };

  it.each([
    [`before AccountKey=${KEY};after\nnext line\n`],
    [`"value": "${KEY}"\n`],
    [`?sv=2022&sig=${SIG}&se=1\n`],
    [`Authorization: Bearer ${JWT}\n`],
    [`client ${CLIENT}\n`],
    [`postgres://admin:pa55word@db.contoso.com/logs\n`]
  ])('masks %p wherever it is cut in two', text => {
    const whole = redact(text).text;
    expect(whole).toContain('••••');
    for (let at = 1; at < text.length; at++) {
      const shown = through([text.slice(0, at), text.slice(at)]);
      const [secret] = redact(text).secrets;
      expect(shown).not.toContain(secret.value);
      // At most its first few characters, when nothing told what they are.
      const end = whole.slice(whole.indexOf('••••'));
      expect(shown.endsWith(end)).toBe(true);
      expect(shown.length).toBeLessThan(whole.length + 20);
    }
  });

  it('masks a key that comes one character at a time', () => {
    const shown = through([...`AccountKey=${KEY};rest`]);
    expect(shown).toBe('AccountKey=••••(storage key, 88 characters);rest');
  });

  it.each([
    'working',
    '.....',
    '=====================>',
    'step 1 of 10 ',
    '10%\r',
    'Loading the table DeviceNetworkEvents_CL'
  ])('shows %p at once', text => {
    const stream = new StreamRedactor();
    expect(stream.push(text).text).toBe(text);
  });

  it('lets a long run go that is no secret', () => {
    const stream = new StreamRedactor();
    const data = 'aB3/x9Zk'.repeat(2000);
    expect(stream.push(data).text + stream.end().text).toBe(data);
  });

  it('shows what was kept back when nothing more comes', () => {
    const stream = new StreamRedactor();
    const word = 'abcdefgh0123456789abcdefgh';
    expect(stream.push(word).text).toBe('');
    expect(stream.end().text).toBe(word);
  });
});

describe('redactBundle', () => {
  it('masks texts, HTML and JSON by the names in it, and no image', () => {
    const image = `${KEY}`;
    const { data, secrets } = redactBundle({
      'text/plain': `AccountKey=${KEY}`,
      'text/html': `<td>${KEY}</td>`,
      'application/json': {
        clientSecret: 'abcd1234EFGH5678',
        keys: [{ keyName: 'key1', value: KEY }],
        count: 1
      },
      'image/png': image
    });
    expect(data).toEqual({
      'text/plain': 'AccountKey=••••(storage key, 88 characters)',
      'text/html': '<td>••••(storage key, 88 characters)</td>',
      'application/json': {
        clientSecret: '••••(access key, 16 characters)',
        keys: [{ keyName: 'key1', value: '••••(storage key, 88 characters)' }],
        count: 1
      },
      'image/png': image
    });
    expect(secrets).toHaveLength(4);
  });

  it('gives the same object when there is nothing to mask', () => {
    const data = { 'text/plain': 'x', 'application/json': { a: [1, null] } };
    expect(redactBundle(data).data).toBe(data);
  });

  it('masks a secret in a list of lines', () => {
    const lines = ['a\n', `AccountKey=${KEY}\n`, 'b'];
    expect(redactValue(lines).data).toEqual([
      'a\nAccountKey=••••(storage key, 88 characters)\nb'
    ]);
  });
});
