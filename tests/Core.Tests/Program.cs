using RL4VLM.Core.Tests.Artifacts;

// Started by UploadProcess; the tests themselves are run by `dotnet test`.
return args is ["upload", ..] ? await UploadProcess.MainAsync(args) : 64;
