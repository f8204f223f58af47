internal import JSONText
internal import PostgREST
internal import Reports
internal import SQLText

extension Sourced {
  fileprivate func reported(_ name: String, _ value: (Value) -> JSONValue) -> Report.APISetting {
    Report.APISetting(name: name, value: value(self.value), from: source.rawValue)
  }
}
