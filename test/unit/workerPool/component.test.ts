import { Application } from "../../../components/application";
import { Problems } from "../../../components/declaration/problems";
import { WorkerPool } from "../../../components/workerPool";
import { planWorkerPool } from "../../../components/workerPool/plan";
import { workerPoolSchema } from "../../../components/workerPool/spec";
import { planned } from "../../../testing/fixtures/application";
import { ofType, registered } from "../../../testing/mocks/pulumi";

test("workers mount the application's settings and secrets and their own", async () => {
  const application = planned().plan;
  const plan = planWorkerPool(
    workerPoolSchema.parse({ instances: 2, concurrency: 4 }),
    { application, ackTimeout: "5 min" },
    new Problems(),
  );
  const resources = await registered((platform) => {
    const component = new Application("application", { plan: application, platform });
    new WorkerPool("workers", { plan, platform, application: component });
  }, application.networks);
  const workers = ofType(resources, "docker:index/service:Service").find(({ name }) => name === "workers");
  expect(workers?.inputs).toMatchObject({
    name: "test_workers",
    mode: { replicated: { replicas: 2 } },
    taskSpec: {
      containerSpec: {
        image: "registry/app@sha256:0",
        args: ["worker"],
        configs: [
          { configId: "workers-settings.json-id", fileName: "/etc/apture/settings.json" },
          { configId: "worker.json-id", fileName: "/etc/apture/worker.json" },
        ],
        secrets: [
          { secretId: "workers-secrets.json-id", fileName: "/run/secrets/app.json", fileUid: "10002", fileMode: 0o400 },
          {
            secretId: "app-authority.crt-id",
            fileName: "/run/secrets/authority.crt",
            fileUid: "10002",
            fileMode: 0o400,
          },
        ],
      },
    },
  });
});
