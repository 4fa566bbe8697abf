return await Sotto.Server.CommandLine.RunAsync(args).ConfigureAwait(false);
