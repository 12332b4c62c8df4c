/** Port on which every HAProxy reports its state. It is reachable on the cluster's networks only. */
export const statePort = 8404;
