import { serve } from "../rpc/server";
import { dockerProvider } from "./provider";

serve(dockerProvider());
