internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// The small process between us and the server, which ends the server when we are gone, however we went.
///
/// It reads its orders from a pipe whose only writer is this program: the kernel closes that even after SIGKILL.
final class Supervisor: Sendable {
  enum Order: String {
    case start
    /// With a checkpoint, so that the data directory can be copied.
    case shutdown
    /// At once, and remove the folder. The end of the pipe means the same.
    case stop
    /// Leave the server alone from now on; its folder goes when it ends.
    case keep
  }

  /// A server in its first milliseconds still ignores the signals that the shell ignores for it: hence the loop in `end`.
  ///
  /// A program killed while it filled the folder leaves a `cp` or `initdb` that goes on writing: hence the loop at the end.
  private static let script = """
    folder=$1; shift
    echo $$ >"$folder/supervisor.pid"
    exec 3<&0
    serve() {
      "$@" </dev/null >"$folder/log" 2>&1 &
      echo $! >"$folder/server.pid"
      wait
      rm "$folder/server.pid"
      if [ -e "$folder/keep" ]; then rm -rf "$folder"; else mv "$folder/log" "$folder/ended"; fi
    }
    end() {
      server=$(cat "$folder/server.pid")
      while kill "-$1" "$server" 2>/dev/null; do sleep 0.01; done
      wait
    }
    while read -r order <&3; do
      case $order in
        start)
          serve "$@" 3<&- &
          until [ -s "$folder/server.pid" ] || [ -e "$folder/ended" ]; do :; done ;;
        shutdown) end INT ;;
        keep) : >"$folder/keep"; exit ;;
        *) break ;;
      esac
    done
    [ ! -s "$folder/server.pid" ] || end QUIT
    tries=0
    until rm -rf "$folder" 2>/dev/null || [ $tries = 100 ]; do tries=$((tries + 1)); sleep 0.1; done
    """

  private let orders: Mutex<FileDescriptor?>
  private let ending: Task<Void, Never>
  private let failure: Failure

  /// Why the supervisor could not be started or broke off; nil while all is well.
  var complaint: String? { failure.text.withLock(\.self) }

  /// Starts the supervisor; the server waits for ``Order/start``.
  init(of command: [String], in folder: RunFolder, as user: ServerUser?) throws {
    OperatingSystem.ignoreBrokenPipes()
    let pipe = try OperatingSystem.privatePipe()
    let failure = Failure()
    self.failure = failure
    orders = Mutex(pipe.write)
    // A session of its own keeps it out of the terminal's foreground group, where Ctrl-C would end it before its work.
    let launch = Launch(
      "/bin/sh", ["-c", Self.script, "trespass-supervisor", folder.path] + command, as: user, ownSession: true)
    ending = Task {
      do {
        let end = try await run(
          .path(launch.path), arguments: Arguments(launch.arguments), workingDirectory: FilePath(folder.path),
          platformOptions: launch.options,
          input: .fileDescriptor(pipe.read, closeAfterSpawningProcess: true),
          output: .discarded, error: .string(limit: 65_536))
        if !end.terminationStatus.isSuccess { failure.text.withLock { $0 = end.standardError } }
      } catch {
        failure.text.withLock { $0 = "\(error)" }
      }
    }
  }

  deinit { close() }

  func order(_ order: Order) {
    orders.withLock { pipe in
      // A supervisor that is gone cannot be told anything, and its complaint is kept.
      _ = try? pipe?.writeAll("\(order.rawValue)\n".utf8)
    }
  }

  /// Gives the last order and returns when the supervisor is gone.
  func end(_ last: Order) async {
    order(last)
    close()
    await ending.value
  }

  private func close() {
    orders.withLock { pipe in
      try? pipe?.close()
      pipe = nil
    }
  }

  private final class Failure: Sendable {
    let text = Mutex<String?>(nil)
  }
}
