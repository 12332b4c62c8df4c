import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Provider } from "../bridge/provider";
import { handlers } from "./handlers";

/** Serves a provider on a free port, which the first line of stdout tells the engine. */
export function serve(provider: Provider): void {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, handlers(provider));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  // The engine asks us to go when it is done; its Ctrl-C comes as Cancel, since plugins are in a process group of their own.
  const leave = (): void => {
    provider.cancel();
    process.exit(0);
  };
  process.once("SIGINT", leave);
  process.once("SIGTERM", leave);
}
