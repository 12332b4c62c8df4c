import { planCertificates } from "../../../components/certificates/plan";

test("a host whose key or certificate is in a template gets a certificate, valid for two full years after the current one", () => {
  expect(
    planCertificates(["content-app", "content-db-1.crt", "authority.crt", "content-db-1.key"], "2026-11-23"),
  ).toEqual({
    authority: { from: "2025-12-31T00:00:00Z", until: "2046-01-01T00:00:00Z" },
    hosts: [{ host: "content-db-1", year: 2026, from: "2025-12-31T00:00:00Z", until: "2029-01-01T00:00:00Z" }],
  });
});

test("without a host that needs a certificate, there is no authority", () => {
  expect(planCertificates(["content-app", "authority.crt"], "2026-11-23")).toEqual({ hosts: [] });
});

test("a certificate is the same within a year and another one in the next year", () => {
  const on = (today: string) => planCertificates(["db.key"], today).hosts;
  expect(on("2026-12-31")).toEqual(on("2026-01-01"));
  expect(on("2027-01-01")).not.toEqual(on("2026-12-31"));
});
