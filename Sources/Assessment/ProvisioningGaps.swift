internal import Judgement
internal import Provisioning

extension Provisioned {
  /// Where the database is not the one that the migrations make: statements that were passed over, stubs that stand in.
  var unproven: [Unproven] {
    migrations.flatMap { record in
      let passed = record.failures.map {
        Unproven("\(record.file):\($0.line)", "the statement was passed over: \($0.message)")
      }
      let replaced = record.notes.filter(\.isStandIn).map { Unproven("\(record.file):\($0.line)", $0.message) }
      return passed + replaced
    }
  }
}
