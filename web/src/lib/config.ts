// What the deployment says of itself, read once from /config.json.
export interface Config {
  /** Address of the WebSocket API, without a query. */
  websocket_url: string;
  /** `local` drives the Stripe server of the local platform; it is never chosen by the browser itself. */
  payments: 'stripe' | 'local';
  release: string;
  /** E-mail address of whoever runs this deployment; absent or empty where none was given. */
  contact?: string;
}

let known: Promise<Config> | undefined;

export function config(): Promise<Config> {
  known ??= fetch('/config.json')
    .then((answer) => {
      if (!answer.ok) throw new Error(`config.json: ${String(answer.status)}`);
      return answer.json() as Promise<Config>;
    })
    .catch((error: unknown) => {
      known = undefined; // the next who asks tries again
      throw error;
    });
  return known;
}
