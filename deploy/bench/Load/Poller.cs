using System.Runtime.InteropServices;

namespace LoyaltyClub.Bench.Load;

/// <summary>Linux's epoll: finds the connections with an answer, so that one thread drives them all, as in pgbench.</summary>
internal sealed unsafe partial class Poller : IDisposable
{
    private const int AddSocket = 1,
        Most = 512,
        DoNotWait = 0x40,
        NoSignal = 0x4000;
    private const uint Readable = 1;

    // struct epoll_event is packed on x64 only.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int Size = Packed ? 12 : 16,
        DataAt = Packed ? 4 : 8;

    private readonly int handle = Checked(Create(0));
    private readonly byte* events = (byte*)NativeMemory.AllocZeroed((nuint)(Most * Size));

    public void Add(int socket, int index)
    {
        var one = stackalloc byte[16];
        *(uint*)one = Readable;
        *(long*)(one + DataAt) = index;
        Checked(Control(handle, AddSocket, socket, one));
    }

    /// <summary>The number of readable connections; waits for the first at most this long.</summary>
    public int Wait(int milliseconds) => Math.Max(0, WaitFor(handle, events, Most, milliseconds));

    /// <summary>The index of the n-th readable connection.</summary>
    public int this[int n] => (int)*(long*)(events + n * Size + DataAt);

    /// <summary>Bytes received, 0 if the connection is closed, negative if there is nothing to read.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* first = into)
        {
            return (int)Receive(socket, first, (nuint)into.Length, DoNotWait);
        }
    }

    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return (int)Send(socket, first, (nuint)bytes.Length, NoSignal);
        }
    }

    public void Dispose()
    {
        _ = Close(handle);
        NativeMemory.Free(events);
    }

    private static int Checked(int result) =>
        result >= 0 ? result : throw new InvalidOperationException($"epoll: error {Marshal.GetLastPInvokeError()}");

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int handle, int operation, int socket, byte* one);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int WaitFor(int handle, byte* into, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int socket, byte* into, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
