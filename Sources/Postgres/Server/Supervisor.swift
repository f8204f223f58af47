internal import CSupervisor
internal import Synchronization
internal import SystemPackage

/// The small process between us and the server, which ends the server when we are gone, however we went.
///
/// It reads its orders from a socket whose only other end is this program's: the kernel closes that even after SIGKILL. It is
/// forked, and what it does after that needs system calls only: no shell, no PATH, no /dev/null, none of the program's locks.
final class Supervisor: Sendable {
  enum Order {
    /// Runs the command of that place in the list.
    case run(Int)
    /// With a checkpoint, so that the data directory can be copied.
    case shutDown
    /// At once, and remove the folder. The end of the socket means the same.
    case stop
    /// Leave the server alone from now on; its folder goes when it ends.
    case keep

    fileprivate var byte: UInt8 {
      switch self {
      case .run(let place): supervisor_run.rawValue + UInt8(place)
      case .shutDown: supervisor_shut_down.rawValue
      case .stop: supervisor_stop.rawValue
      case .keep: supervisor_keep.rawValue
      }
    }
  }

  enum Report {
    case madeFolder(Errno)
    /// A command could not be run.
    case failed(Errno)
    /// A command has ended, with the status that `waitpid` gives.
    case ended(Int32)
    case gone
  }

  let folder: RunFolder
  private let process: Int32
  /// Our end of the socket; nil after the last order.
  private let channel: Mutex<FileDescriptor?>
  private let isOver = Mutex(false)

  /// Milliseconds that the supervisor has for its end before we do its work: it needs half of that for a server that hangs.
  private static let patience = 1_500

  /// Starts a supervisor, which makes the folder; the first command waits for its order.
  ///
  /// - Parameter commands: the programs that it can be told to run, with their arguments.
  static func start(
    _ commands: [[String]], in folder: RunFolder, as user: ServerUser?
  ) throws -> Supervisor {
    OperatingSystem.ignoreBrokenPipes()
    let supervisor = try Interruption.begin {
      try Supervisor(commands, in: folder, as: user)
    } ending: {
      $0.end()
    }
    let error = supervisor.firstError()
    if error.rawValue == 0 { return supervisor }
    supervisor.end()
    throw error
  }

  /// Why the folder could not be made; 0 when it is there.
  private func firstError() -> Errno {
    for _ in 0..<500 {
      // In pieces, for an order to stop must not wait.
      switch report(within: 10) {
      case .madeFolder(let error), .failed(let error): return error
      case .ended, .gone: return .brokenPipe
      case nil: continue
      }
    }
    return .timedOut
  }

  private init(_ commands: [[String]], in folder: RunFolder, as user: ServerUser?) throws(Errno) {
    var descriptor: Int32 = -1
    process = withCStrings(commands.flatMap { $0.map(Optional.some) + [nil] }) { words in
      folder.path.withCString { path in
        var task = supervisor_task(
          folder: path, commands: words, switches_user: user != nil, user: user?.id ?? 0, group: user?.group ?? 0)
        return supervisor_start(&task, &descriptor)
      }
    }
    self.folder = folder
    channel = Mutex(process > 0 ? FileDescriptor(rawValue: descriptor) : nil)
    if process < 0 { throw Errno(rawValue: -process) }
  }

  deinit { close() }

  func order(_ order: Order) {
    channel.withLock { channel in
      // A supervisor that is gone cannot be told anything; who asks for its reports learns that.
      _ = try? channel?.writeAll([order.byte])
    }
  }

  /// The next report, or nil when there is none within so many milliseconds.
  func report(within milliseconds: Int32 = 0) -> Report? {
    channel.withLock { channel in
      var report = supervisor_report()
      guard let channel else { return .gone }
      switch supervisor_next_report(channel.rawValue, milliseconds, &report) {
      case 0: return nil
      case 1: break
      default: return .gone
      }
      switch report.event {
      case supervisor_made_folder: return .madeFolder(Errno(rawValue: report.value))
      case supervisor_failed: return .failed(Errno(rawValue: report.value))
      default: return .ended(report.value)
      }
    }
  }

  /// Ends the server and removes its folder, within three seconds; twice is once.
  ///
  /// It blocks, and needs no thread but the one it runs on: a program may be told to end while all others are busy.
  func end() {
    order(.stop)
    close()
    isOver.withLock { isOver in
      guard !isOver else { return }
      if !OperatingSystem.hasEnded(process, within: Self.patience) {
        OperatingSystem.endOutright(process)
        _ = OperatingSystem.hasEnded(process, within: 100)
      }
      folder.remove()
      isOver = true
    }
    Interruption.forget(self)
  }

  /// Leaves the server running.
  func keep() {
    order(.keep)
    close()
    isOver.withLock { $0 = true }
    Interruption.forget(self)
  }

  private func close() {
    channel.withLock { channel in
      try? channel?.close()
      channel = nil
    }
  }
}
