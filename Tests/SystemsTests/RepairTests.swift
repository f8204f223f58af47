import Assessment
import Foundation
import JSONText
import Judgement
import Reports
import Settings
import Testing

/// Repairs are tried where nothing can be harmed; what they would take from legitimate readers decides.
@Suite(.serialized) struct RepairTests {
  /// A function that shows masked values to members, and the values to whoever asks for them.
  private static let maskedUnlessAsked = """
    create function public.connection_keys(reveal boolean default false)
    returns table (provider public.integration_provider, access_token text)
    language sql stable security definer set search_path = ''
    as $$
      select connection.provider, case when reveal then secret.access_token else '********' end
      from public.firm_integrations as connection
      join public.firm_integration_secrets as secret on secret.integration_id = connection.id
      where private.is_firm_member(connection.firm_id)
    $$;
    revoke all on function public.connection_keys(boolean) from public, anon;
    grant execute on function public.connection_keys(boolean) to authenticated;
    """

  @Test func aRepairThatTakesLegitimateReadsIsNotVerified() async throws {
    let report = try await Self.run(Self.maskedUnlessAsked)
    let finding = try #require(report.verdict.findings.first { "\($0.door)".contains("connection_keys") })
    let repair = try #require(finding.repair)
    #expect(repair.sql.contains("revoke execute on function public.connection_keys(boolean)"))
    #expect(!repair.verified)
  }

  /// Columns beside the secret stay readable; nothing of the table's own policies is touched.
  @Test func whatStandsBesideTheSecretStaysReadable() async throws {
    let report = try await Self.run(
      """
      alter table public.matters add column portal_password text default 'pw-7f3a9c1e5b2d8064' not null;
      """, secrets: "[[secret]]\ntable = \"public.matters\"\ncolumns = [\"portal_password\"]\n")
    let finding = try #require(
      report.verdict.findings.first { "\($0.door)" == "public.matters" && $0.channel == .rows })
    let repair = try #require(finding.repair)
    #expect(repair.verified)
    #expect(repair.sql.contains("grant select (id, firm_id, reference, title"), "\(repair.sql)")
  }

  /// Cases whose `expected.json` says how the repair reads: it begins with what narrows, or with the write that opens, and what is
  /// called verified takes nothing from whom `readers` names.
  @Test(arguments: try RepairCase.all())
  func theRepairIsWhatAColleagueWouldDo(_ one: RepairCase) async throws {
    var options = RunOptions()
    options.seed = "5eed"
    let settings = try ProjectSettings.load(file: one.folder + "/trespass.toml")
    let report = try await Assessment(settings: settings, options: options).run()
    let finding = try #require(report.verdict.findings.first)
    let first = try #require(finding.causes.first)
    #expect("\(first.object): \(first.fact)".hasPrefix(one.cause))
    let repair = try #require(finding.repair)
    #expect(repair.sql.hasPrefix(one.begins), "\(repair)")
    #expect(repair.verified == one.verified, "\(repair)")
    #expect(repair.verified ? repair.reason == nil : repair.reason?.contains(one.why) == true, "\(repair)")
  }

  /// The sound system with one more migration.
  private static func run(_ migration: String, secrets: String = "") async throws -> Report {
    let sound = Variant.systems + "/two-table/sound"
    let folder = FileManager.default.temporaryDirectory.appending(path: "repair-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try migration.write(to: folder.appending(path: "migration.sql"), atomically: true, encoding: .utf8)
    let settings = try String(contentsOfFile: sound + "/trespass.toml", encoding: .utf8)
      .replacing("[\"migrations\"]", with: "[\"\(sound)/migrations\", \"migration.sql\"]")
      .replacing("[\"seed.sql\", \"seed_secrets.sql\"]", with: "[\"\(sound)/seed.sql\", \"\(sound)/seed_secrets.sql\"]")
    let file = folder.appending(path: "trespass.toml")
    try (settings + "\n" + secrets).write(to: file, atomically: true, encoding: .utf8)
    var options = RunOptions()
    options.seed = "5eed"
    return try await Assessment(settings: try ProjectSettings.load(file: file.path), options: options).run()
  }
}

/// A case of `fixtures/cases` that says what its first finding's cause and repair must be.
struct RepairCase: Sendable, CustomTestStringConvertible {
  var folder: String
  var cause: String
  var begins: String
  var verified: Bool
  var why: String
  var testDescription: String { String(folder.split(separator: "/").last ?? "") }

  private static let cases = URL(filePath: Variant.systems).deletingLastPathComponent().appending(path: "cases").path

  static func all() throws -> [RepairCase] {
    try FileManager.default.contentsOfDirectory(atPath: cases).sorted().compactMap { name in
      let folder = "\(cases)/\(name)"
      guard let text = try? String(contentsOfFile: folder + "/expected.json", encoding: .utf8) else { return nil }
      let expected = try JSONValue(parsing: text)
      guard let repair = expected["repair"], let begins = repair["begins"]?.string else { return nil }
      return RepairCase(
        folder: folder, cause: expected["cause"]?.string ?? "", begins: begins,
        verified: repair["verified"] == .bool(true), why: repair["why"]?.string ?? "")
    }
  }
}
