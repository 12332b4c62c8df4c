import { defineCommand } from "../command";

export const command = defineCommand({
  name: "review:comment",
  summary: "Posts a review to its pull request, in one comment that later runs update, and sets the commit status.",
  options: {
    repository: { value: "OWNER/NAME", summary: "repository on GitHub" },
    pull: { value: "N", summary: "pull request; nothing is posted if its head is no longer the commit" },
    commit: { value: "SHA", summary: "reviewed commit, all 40 digits" },
    file: { value: "FILE", summary: "report in Markdown (default: standard input)" },
    status: { value: "STATUS", summary: "commit status to set: success or failure (default: none)" },
    author: { value: "LOGIN", summary: "author of the existing comment (default: owner of the token)" },
    dryRun: { summary: "print the comment without sending it" },
  },
  help: () => "Environment: GITHUB_TOKEN, and GITHUB_API_URL (default: https://api.github.com).",
  run({ repository = "", pull = "", commit = "", file = "", status = "", author = "", dryRun }) {
    const { reviewComment }: typeof import("../../review/github") = require("../../review/github");
    return reviewComment({ repository, pull, commit, file, status, author, dryRun });
  },
});
