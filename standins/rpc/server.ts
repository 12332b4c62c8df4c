import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Provider } from "../bridge/provider";
import { handlers } from "./handlers";

/** Serves a provider on a free port. Pulumi reads the port from the first line of stdout. */
export function serve(provider: Provider): void {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, handlers(provider));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  // Pulumi ends a plugin with a signal. A Ctrl-C arrives as a Cancel call, because a plugin has its own process group.
  const stop = (): void => {
    provider.cancel();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
