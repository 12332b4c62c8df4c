import { serve } from "../rpc/server";
import { randomProvider } from "./provider";

serve(randomProvider());
