import { stackLabel } from "./platform";

/**
 * Arguments of networks, configs and secrets for the Docker provider, as plain data. The review compares them, because
 * most changes of them replace the object and restart the services that use it.
 */
export const networkArgs = (
  { name, internal }: { readonly name: string; readonly internal: boolean },
  stack: string,
) => ({ name: `${stack}_${name}`, driver: "overlay", internal, labels: [stackLabel({ stack })] });

/** Arguments of a config or of a secret. @param data its content in base64 */
export const fileArgs = <Data>(data: Data, stack: string) => ({ data, labels: [stackLabel({ stack })] });
