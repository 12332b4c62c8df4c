/** Members that a route sends writes to, from HAProxy's statistics (CSV; HAProxy 3.0 management guide, 9.1). */
export function routedTo(csv: string): string[] {
  const [header = "", ...lines] = csv.replace(/^# /, "").trim().split("\n");
  const column = (name: string) => header.split(",").indexOf(name);
  const [proxy, server, status] = [column("pxname"), column("svname"), column("status")];
  return lines
    .map((line) => line.split(","))
    .filter(
      (cells) =>
        cells[proxy] === "leader" &&
        !["FRONTEND", "BACKEND"].includes(cells[server] ?? "") &&
        cells[status]?.startsWith("UP"),
    )
    .map((cells) => cells[server] ?? "");
}
