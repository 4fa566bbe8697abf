return Sotto.Cli.CommandLine.Run(args, Console.Out, Console.Error);
