import { CachePool } from "../../../components/cachePool";
import { planCachePool } from "../../../components/cachePool/plan";
import { ofType, registered } from "../../../testing/mocks/pulumi";

test("registers a service for each server", async () => {
  const plan = planCachePool({ instances: 3, memory: "1 GiB" });
  const resources = await registered((platform) => void new CachePool("cache", { plan, platform }), ["cache"]);
  expect(ofType(resources, "apture:cachePool:CachePool")).toHaveLength(1);
  expect(ofType(resources, "docker:index/service:Service").map(({ inputs }) => inputs["name"])).toEqual([
    "test_cache-1",
    "test_cache-2",
    "test_cache-3",
  ]);
});
