// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

/// A target of the pipeline, which imports only what stands below it.
///
/// - Parameter purpose: what it is, in the words of the README's code map, which is made of them.
func layer(_ name: String, _ purpose: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A program.
func program(_ name: String, _ purpose: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "trespass",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "trespass", targets: ["trespass"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // 0
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    // What runs in a fork or a signal handler, where nothing of Swift may.
    .target(name: "CSupervisor", cSettings: [.enableWarning("all"), .treatAllWarnings(as: .error)]),
    layer("SQLText", "identifiers, literals, SQL that binds, the lexer of all SQL that is read"),
    layer("SQLAnswers", "what a server answers: rows, messages, refusals"),
    layer("JSONText", "JSON that keeps its text"),
    program("EmbedSQL", "makes a source file of the files under `sql/` when the package is built", []),
    .plugin(
      name: "EmbedSQLPlugin", capability: .buildTool(), dependencies: ["EmbedSQL"], path: "Sources/EmbedSQLPlugin"),
    .target(name: "SQLFiles", swiftSettings: strict, plugins: ["EmbedSQLPlugin"]),
    // 1: values made of values; none links libpq but the shell, and what reads the catalog through it.
    layer(
      "Postgres", "the libpq connection and its pipeline; the ephemeral server, the given server, their databases",
      ["CLibPQ", "CSupervisor", "SQLText", "SQLAnswers", system]),
    layer("Catalog", "the system catalogs as values", ["SQLText", collections]),
    layer("Introspection", "reads the catalog from a database", ["SQLText", "SQLFiles", "Catalog", "Postgres"]),
    layer(
      "PostgREST", "the schema cache and surface, the request grammar, planning, SQL, responses",
      ["SQLText", "JSONText", "SQLAnswers", "Catalog", collections]),
    layer(
      "Probes", "principals, secrets and canaries; what texts say and rows hold; the probe families, one file each",
      ["SQLText", "JSONText", "Catalog", "PostgREST", collections]),
    layer(
      "Judgement", "outcomes to findings: the canary search, the worlds' differences, causes, repairs, coverage",
      ["SQLText", "JSONText", "Catalog", "PostgREST", "Probes", collections]),
    layer(
      "Rounds", "plan, execute, judge, and the next round from what came back",
      ["Catalog", "PostgREST", "Probes", "Judgement"]),
    layer(
      "Reports", "a verdict for its readers: one file per format", ["JSONText", "Judgement", "PostgREST", "Probes"]),
    // 2
    layer(
      "Provisioning", "baselines, migrations statement by statement, canaries, the two worlds, control objects",
      ["SQLText", "JSONText", "SQLAnswers", "SQLFiles", "Postgres", "Catalog", "Probes", collections, system]),
    layer(
      "Settings", "`trespass.toml` and `supabase/config.toml` to settings, every name held against the database",
      [
        "SQLText", "JSONText", "Postgres", "Catalog", "PostgREST", "Probes", "Judgement", "Provisioning", collections,
        system, .product(name: "TOMLKit", package: "TOMLKit"),
      ]),
    layer(
      "Execution", "a plan put to two worlds over pipelined connections; single answers; the stage of a run",
      ["SQLText", "JSONText", "SQLAnswers", "Postgres", "Catalog", "PostgREST", "Probes", "Provisioning"]),
    layer(
      "Examinations", "looks beside the plan, one file each; the controls; who asks must be somebody",
      [
        "SQLText", "SQLFiles", "JSONText", "SQLAnswers", "Postgres", "Catalog", "Introspection", "PostgREST", "Probes",
        "Judgement", "Rounds", "Settings", "Provisioning", "Execution",
      ]),
    layer(
      "RepairTrials", "repairs tried in copies, against what must stay readable",
      [
        "SQLText", "JSONText", "SQLAnswers", "Postgres", "Catalog", "Introspection", "PostgREST", "Probes", "Judgement",
        "Rounds", "Execution", "Examinations",
      ]),
    // 3
    layer(
      "Assessment", "the conductor: names the stages of a run in their order",
      [
        "SQLText", "JSONText", "Postgres", "Catalog", "Introspection", "PostgREST", "Probes", "Judgement", "Rounds",
        "Reports", "Settings", "Provisioning", "Execution", "Examinations", "RepairTrials",
      ]),
    // 4
    program(
      "Bench", "what `ci/bench` measures",
      [
        "Assessment", "Settings", "SQLText", "SQLAnswers", "Postgres", "Catalog", "Introspection", "PostgREST",
        "Probes", "Judgement", "Execution", "Provisioning",
      ]),
    program(
      "trespass", "commands, terminal, exit codes",
      [
        "Assessment", "Settings", "Reports", "Examinations", "Judgement", "Execution", "PostgREST", "Postgres",
        "Probes",
        "JSONText", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests("SQLTextTests", ["SQLText"]),
    tests("JSONTextTests", ["JSONText"]),
    tests("PostgRESTTests", ["PostgREST", "SQLAnswers", "Catalog", "SQLText", "JSONText"]),
    tests(
      "ConformanceTests",
      ["Assessment", "Settings", "Execution", "PostgREST", "SQLAnswers", "Catalog", "SQLText", "JSONText"]),
    tests("CatalogTests", ["Catalog", "Introspection", "Postgres", "SQLAnswers", "SQLText"]),
    tests(
      "SchemaCacheTests",
      ["PostgREST", "Catalog", "Introspection", "Postgres", "SQLAnswers", "SQLText", "JSONText"]),
    tests("ProbesTests", ["Catalog", "JSONText", "PostgREST", "Probes", "SQLText"]),
    tests("JudgementTests", ["Judgement", "Probes", "Catalog", "SQLText"]),
    tests(
      "ExecutionTests",
      [
        "Execution", "Catalog", "Introspection", "PostgREST", "Postgres", "Probes", "SQLAnswers", "SQLText", "JSONText",
      ]),
    tests("RoundsTests", ["Catalog", "Judgement", "PostgREST", "Probes", "Rounds", "SQLText"]),
    tests("ReportsTests", ["Reports", "Judgement", "Probes", "PostgREST", "SQLText", "JSONText"]),
    tests(
      "CasesTests", ["Assessment", "Settings", "JSONText", "Judgement", "PostgREST", "Probes", "Reports", "SQLText"]),
    tests("SystemsTests", ["Assessment", "Settings", "JSONText", "Judgement", "Probes", "Reports"]),
    // For the tests of what its server does when a program is killed.
    program("ServerHolder", "a program to be killed", ["Postgres", system], path: "Tests/ServerHolder"),
    tests("ServerTests", ["Postgres", "SQLAnswers", "SQLText", "ServerHolder", subprocess, system]),
    tests("CommandTests", ["trespass", subprocess, system]),
    tests("RegistryTests", ["Examinations", "Judgement", "Probes", "Reports"]),
    tests("ProvisioningTests", ["Provisioning", "Postgres", "SQLAnswers", "SQLText"]),
    tests(
      "SettingsTests",
      ["Settings", "Provisioning", "Postgres", "PostgREST", "Probes", "Judgement", "JSONText", "SQLText"]),
  ]
)
