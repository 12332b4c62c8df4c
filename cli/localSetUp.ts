import { type SetUp, setUp } from "../toolchain/setup";
import { printingReport } from "../toolchain/setup/report";
import { planOf } from "./planOf";

/** What tests and benchmarks need: all that `up` of the dev stack would install, without bringing it up. */
export const localSetUp = (): Promise<SetUp> => setUp(printingReport(console.log), "dev", planOf("dev").machines);
