internal import Subprocess
internal import SystemPackage

/// A program with its arguments, run as another user where one is given.
///
/// `setpriv` changes the user after the exec. Asking for it between fork and exec calls glibc's setgroups, which waits for
/// threads that the child does not have: in a program with threads a start in some hundreds then hangs for good.
struct Launch: Sendable {
  private static let switcher = "/usr/bin/setpriv"
  let program: String
  let arguments: [String]
  let options: PlatformOptions

  init(_ program: String, _ arguments: [String], as user: ServerUser?, ownSession: Bool = false) {
    var options = PlatformOptions()
    options.createSession = ownSession
    if let user, OperatingSystem.isExecutable(Self.switcher) {
      self.program = Self.switcher
      self.arguments = ["--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups", program] + arguments
    } else {
      self.program = program
      self.arguments = arguments
      if let user {
        options.userID = user.id
        options.groupID = user.group
        options.supplementaryGroups = []
      }
    }
    self.options = options
  }

  var path: FilePath { FilePath(program) }
}
