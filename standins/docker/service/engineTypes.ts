/**
 * The engine's answers about services and tasks, as far as states need them. dockerode's own types omit half of these
 * fields and require the other half.
 */
export interface ServiceInfo {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: ServiceSpecInfo;
  readonly Endpoint?: { readonly Spec?: EndpointInfo; readonly Ports?: readonly PortInfo[] };
  readonly UpdateStatus?: { readonly State?: string; readonly Message?: string; readonly StartedAt?: string };
}

export interface ServiceSpecInfo {
  readonly Name: string;
  readonly Labels?: Record<string, string>;
  readonly TaskTemplate: TaskTemplateInfo;
  readonly Mode: { readonly Replicated?: { readonly Replicas?: number }; readonly Global?: object };
  readonly UpdateConfig?: RolloutInfo;
  readonly RollbackConfig?: RolloutInfo;
  readonly EndpointSpec?: EndpointInfo;
}

export interface TaskTemplateInfo {
  readonly ContainerSpec?: ContainerInfo;
  readonly Resources?: {
    readonly Limits?: AmountsInfo;
    readonly Reservations?: AmountsInfo & { readonly GenericResources?: readonly GenericInfo[] };
  };
  readonly RestartPolicy?: {
    readonly Condition?: string;
    readonly Delay?: number;
    readonly MaxAttempts?: number;
    readonly Window?: number;
  };
  readonly Placement?: {
    readonly Constraints?: readonly string[];
    readonly Preferences?: readonly { readonly Spread?: { readonly SpreadDescriptor: string } }[];
    readonly MaxReplicas?: number;
    readonly Platforms?: readonly { readonly Architecture?: string; readonly OS?: string }[];
  };
  readonly Networks?: readonly {
    readonly Target: string;
    readonly Aliases?: readonly string[];
    readonly DriverOpts?: Record<string, string>;
  }[];
  readonly LogDriver?: { readonly Name?: string; readonly Options?: Record<string, string> };
  readonly ForceUpdate?: number;
  readonly Runtime?: string;
}

export interface AmountsInfo {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
}

export interface GenericInfo {
  readonly NamedResourceSpec?: { readonly Kind: string; readonly Value: string };
  readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value: number };
}

export interface FileInfo {
  readonly Name: string;
  readonly UID?: string;
  readonly GID?: string;
  readonly Mode?: number;
}

export interface MountInfo {
  readonly Type?: string;
  readonly Source?: string;
  readonly Target?: string;
  readonly ReadOnly?: boolean;
  readonly BindOptions?: { readonly Propagation?: string };
  readonly VolumeOptions?: {
    readonly NoCopy?: boolean;
    readonly Labels?: Record<string, string>;
    readonly DriverConfig?: { readonly Name?: string; readonly Options?: Record<string, string> };
  };
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
}

export interface ContainerInfo {
  readonly Image?: string;
  readonly Labels?: Record<string, string>;
  readonly Command?: readonly string[];
  readonly Args?: readonly string[];
  readonly Hostname?: string;
  readonly Env?: readonly string[];
  readonly Dir?: string;
  readonly User?: string;
  readonly Groups?: readonly string[];
  readonly Privileges?: {
    readonly CredentialSpec?: { readonly File?: string; readonly Registry?: string };
    readonly SELinuxContext?: {
      readonly Disable?: boolean;
      readonly User?: string;
      readonly Role?: string;
      readonly Type?: string;
      readonly Level?: string;
    };
  };
  readonly ReadOnly?: boolean;
  readonly Mounts?: readonly MountInfo[];
  readonly StopSignal?: string;
  readonly StopGracePeriod?: number;
  readonly Healthcheck?: {
    readonly Test?: readonly string[];
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly Retries?: number;
  };
  readonly Hosts?: readonly string[];
  readonly DNSConfig?: {
    readonly Nameservers?: readonly string[];
    readonly Search?: readonly string[];
    readonly Options?: readonly string[];
  };
  readonly Secrets?: readonly { readonly SecretID: string; readonly SecretName?: string; readonly File?: FileInfo }[];
  readonly Configs?: readonly { readonly ConfigID: string; readonly ConfigName?: string; readonly File?: FileInfo }[];
  readonly Isolation?: string;
  readonly Sysctls?: Record<string, string>;
  readonly CapabilityAdd?: readonly string[];
  readonly CapabilityDrop?: readonly string[];
  readonly Init?: boolean;
}

export interface RolloutInfo {
  readonly Parallelism?: number;
  readonly Delay?: number;
  readonly FailureAction?: string;
  readonly Monitor?: number;
  readonly MaxFailureRatio?: number;
  readonly Order?: string;
}

export interface EndpointInfo {
  readonly Mode?: string;
  readonly Ports?: readonly PortInfo[];
}

export interface PortInfo {
  readonly Name?: string;
  readonly Protocol?: string;
  readonly TargetPort?: number;
  readonly PublishedPort?: number;
  readonly PublishMode?: string;
}

export interface NodeInfo {
  readonly ID: string;
  readonly Status?: { readonly State?: string };
}

export interface TaskInfo {
  readonly ID: string;
  readonly ServiceID: string;
  readonly NodeID?: string;
  readonly Slot?: number;
  readonly DesiredState: string;
  readonly CreatedAt: string;
  readonly Version?: { readonly Index: number };
  readonly Spec?: TaskTemplateInfo;
  readonly Status: {
    readonly State: string;
    readonly Timestamp?: string;
    readonly Err?: string;
    readonly Message?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number };
  };
}
