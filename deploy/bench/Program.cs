using System.Runtime.InteropServices;
using LoyaltyClub.Bench;

// Interrupted: an exception in the middle of the work, so that every service is stopped on the way out.
var stopped = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    var options = Options.Of(args);
    var work = Task.Run(() => options.Profile > 0 ? new Profile(options).Run() : new Measurement(options).Run());
    if (await Task.WhenAny(work, stopped.Task) == stopped.Task)
    {
        ServiceProcess.StopAll();
        return 143;
    }
    Console.WriteLine(await work);
    return 0;
}
catch (Exception fault)
{
    Console.Error.WriteLine(fault is WrongAnswerException or ArgumentException ? fault.Message : fault);
    ServiceProcess.StopAll();
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopped.TrySetResult();
}
