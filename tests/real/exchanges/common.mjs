// What the tests of exchange clients share. PORT is that of simulated exchanges with TLS.

const port = process.env.PORT;
export const HTTP = `https://127.0.0.1:${port}`;
export const WS = `wss://127.0.0.1:${port}`;
export const KEYS = {apiKey: 'demo-key', secret: 'demo-secret'};

let failed = 0;

export const pause = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));

function limited(promise) {
  return Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error('nothing came')), 8000))]);
}

function shown(value) {
  const text = JSON.stringify(value, (_, one) => typeof one === 'bigint' ? String(one) : one);
  return (text ?? '').slice(0, 120);
}

/** Does a step; `check` says what is wrong with its value, or nothing. */
export async function step(name, action, check = () => undefined) {
  try {
    const value = await limited(action());
    const wrong = check(value);
    if (wrong) throw new Error(`${wrong}: ${shown(value)}`);
    console.log(`ok   ${name} ${shown(value)}`);
    return value;
  } catch (fault) {
    ++failed;
    console.log(`FAIL ${name}: ${fault?.constructor?.name} ${String(fault?.message ?? shown(fault)).slice(0, 300)}`);
    return undefined;
  }
}

/** Does a step that must throw an error of exactly this class name. */
export async function refused(name, wanted, action) {
  await step(`${name} is refused`, async () => {
    try {
      await action();
    } catch (fault) {
      return fault.constructor.name;
    }
    return 'not refused';
  }, (got) => got === wanted ? undefined : `wanted ${wanted}`);
}

export const is = (wanted) => (got) => JSON.stringify(got) === JSON.stringify(wanted) ? undefined
  : `wanted ${JSON.stringify(wanted)}`;

export async function fault(entry) {
  const answer = await fetch(`${HTTP}/__sim/fault`, {method: 'POST', body: JSON.stringify(entry)});
  if (answer.status !== 200) throw new Error(await answer.text());
}

export function finish() {
  console.log(failed === 0 ? 'all as expected' : `${failed} not as expected`);
  process.exit(failed === 0 ? 0 : 1);
}
