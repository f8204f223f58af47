import JSONText
import PostgREST
import Provisioning
import SQLText
import Settings
import Testing

@Suite struct SettingsTests {
  /// Every key of CONTRACT.md.
  private static let complete = """
    [database]
    baseline = "none"
    migrations = ["a.sql", { file = "../b.sql", role = "superuser" }, { file = "c", role = "app" }]
    seed = "seed.sql"
    owner = "app"
    default_privileges = "revoked"
    postgres = "/pg/bin"

    [api]
    schemas = ["public", "api"]
    extra_search_path = ["public"]
    max_rows = 100
    anon_role = "web_anon"
    authenticator_role = "login"
    aggregates = true
    plan = true
    openapi = "disabled"
    pre_request = "public.check"
    root_spec = "public.root"
    tx_end = "rollback"
    app_settings = { REGION = "north" }
    openapi_server_proxy = "https://x"
    postgrest = 13

    [tenants]
    B = "b-key"
    A = 7

    [[secret]]
    table = "public.\\"Tokens\\""
    columns = ["a", "raw->b"]
    readers = "owner"
    owner_column = "user_id"
    tenant_column = "org_id"

    [[secret]]
    table = "public.other"

    [[principal]]
    name = "junior_a"
    role = "authenticated"
    kind = "member"
    tenant = "A"
    claims = { sub = "x", n = 1, app_metadata = { ok = true, list = [1, 2] } }
    headers = { X-Device = "7" }

    [[principal]]
    name = "admin_a"
    role = "authenticated"
    claims = '{"sub": "y", "z": 1.10}'

    [[allow]]
    secret = "*"
    principal = "admin_a"
    request = "POST /rpc/reveal_*"
    tenant = "*"
    channel = "mask"
    suffix = 4
    reason = "why"
    expires = 2027-01-01

    [[skip]]
    what = "function public.f()"
    reason = "long"

    [[lifecycle]]
    name = "disconnect"
    steps = [
      { as = "admin_a", request = "POST /rpc/d", body = '{}' },
      { as = "service_role", sql = "delete from t" },
    ]
    gone = ["public.other"]
    tenant = "A"

    [[sealed]]
    table = "public.other"
    columns = ["c"]
    context = ["id"]
    prefix = ["v1:", "v2:"]
    open = "private.open(c)"

    [[reveal]]
    function = "public.reveal"
    audit = "public.log"
    """

  @Test func everyKeyIsRead() throws {
    let settings = try ProjectSettings(Self.complete, file: "deep/trespass.toml")
    #expect(
      settings.database
        == Recipe(
          baseline: .none, defaultPrivileges: .revoked,
          migrations: [
            Script(path: "deep/a.sql"), Script(path: "b.sql", role: .superuser),
            Script(path: "deep/c", role: .named("app")),
          ], seeds: [Script(path: "deep/seed.sql")], owner: "app"))
    #expect(settings.postgres == "/pg/bin")
    #expect(settings.api.transactionEnd == .rollback && settings.api.postgrest == .v13)
    #expect(settings.api.appSettings?.map { "\($0.name)=\($0.value)" } == ["REGION=north"])
    #expect(settings.tenants.map(\.label) == ["B", "A"] && settings.tenants.map(\.key) == ["b-key", "7"])
    #expect(settings.secrets.map(\.table) == [QualifiedName("public", "Tokens"), QualifiedName("public", "other")])
    #expect(settings.secrets.map(\.at.line) == [29, 36])
    #expect(settings.secrets[1].columns == nil)
    #expect(
      settings.principals[0].claims?.compact == #"{"app_metadata":{"list":[1,2],"ok":true},"n":1,"sub":"x"}"#)
    #expect(settings.principals[0].headers.map { "\($0.name)=\($0.value)" } == ["x-device=7"])
    #expect(settings.principals[1].claims?["z"] == .number("1.10"))
    #expect(settings.allow[0].expires == "2027-01-01" && settings.allow[0].suffix == 4)
    #expect(settings.lifecycle[0].steps.map(\.actor) == ["admin_a", "service_role"])
    #expect(settings.lifecycle[0].steps.map(\.at.line) == [69, 70])
    #expect(settings.sealed[0].open == "private.open(c)" && settings.sealed[0].prefixes == ["v1:", "v2:"])
    #expect(settings.reveals[0].audit == QualifiedName("public", "log"))
  }

  @Test(arguments: [
    ("[database\nx = 1", "t.toml:1: "),
    (
      "[[secret]]\ntable = \"a.b\"\ncolums = []",
      "t.toml:3: unknown key `colums` in [[secret]]: did you mean `columns`?"
    ),
    ("\n[datbase]\n", "t.toml:2: unknown key `datbase`: did you mean `database`?"),
    ("zzz = 1", "t.toml:1: unknown key `zzz`: valid keys are database, api, secret"),
    ("[api]\nplan = true\nmax_rows = \"ten\"", "t.toml:3: `max_rows` must be a whole number, not a string"),
    ("[api]\nschemas = [\n 1]", "t.toml:2: `schemas` must be a list of strings, not a list"),
    (
      "[database]\nbaseline = \"supbase\"",
      "t.toml:2: `baseline` must be one of none, supabase, postgrest, not \"supbase\": did you mean \"supabase\"?"
    ),
    (
      "[database]\nmigrations = [\"a\",\n  { file = \"b\", roll = \"x\" }]",
      "t.toml:3: unknown key `roll` in [[database.migrations]]: did you mean `role`?"
    ),
    (
      "[database]\nmigrations = 7",
      "t.toml:2: `migrations` must be a folder, a file or a list of either, not a whole number"
    ),
    ("[[secret]]\n[[secret]]\ntable = \"a.b\"", "t.toml:1: `table` is missing in [[secret]]"),
    ("[[secret]]\ntable = \"tokens\"", "t.toml:2: `table` must be schema.name"),
    (
      "[[principal]]\nname = \"a\"\nrole = \"r\"\nclaims = '''\n{x'''", "t.toml:4: `claims` is not JSON: expected a key"
    ),
    (
      "[[principal]]\nname = \"a\"\nrole = \"r\"\n[[principal]]\nname = \"a\"\nrole = \"r\"",
      "t.toml:4: principal \"a\" is already declared at line 1"
    ),
    ("[[lifecycle]]\nname = \"x\"\nsteps = [\n{ as = \"a\" }]", "t.toml:4: a step needs either `request` or `sql`"),
    ("secret = 1", "t.toml:1: `secret` must be a list of tables, not a whole number"),
    ("[[allow]]\nsecret = \"*\"\nexpires = 2027", "t.toml:1: `reason` is missing in [[allow]]"),
    ("[[allow]]\nreason = \"r\"", "t.toml:1: `secret` is missing in [[allow]]"),
    ("[[allow]]\nsecret = \"*\"\nreason = \" \"", "t.toml:3: `reason` is blank in [[allow]]: say why"),
    (
      "[[allow]]\nsecret = \"*\"\nchannel = \"rosw\"\nreason = \"r\"",
      "t.toml:3: no channel is called \"rosw\": did you mean \"rows\"?"
    ),
    (
      "[[allow]]\nsecret = \"*\"\nchannel = \"mask\"\nsuffix = 8\nreason = \"r\"",
      "t.toml:4: `suffix` must be from 1 to 7: eight characters are a leak"
    ),
    (
      "[[allow]]\nsecret = \"*\"\nsuffix = 4\nreason = \"r\"",
      "t.toml:3: `suffix` says how much a mask may show: it goes with `channel = \"mask\"`"
    ),
    ("[[skip]]\nwhat = \"function public.f()\"\nreason = \"\"", "t.toml:3: `reason` is blank in [[skip]]: say why"),
    ("[[skip]]\nwhat = \"*\"\nreason = \"r\"", "t.toml:2: `what` is \"*\" in [[skip]], which leaves out everything"),
    ("[[skip]]\nwhat = \"function *.*\"\nreason = \"r\"", "t.toml:2: `what` is \"function *.*\" in [[skip]]"),
    ("[[skip]]\nwhat = \" \"\nreason = \"r\"", "t.toml:2: `what` is \" \" in [[skip]]"),
    (
      "[[sealed]]\ntable = \"a.b\"\ncolumns = [\"c\"]\nkey_env = \"K\"",
      "t.toml:4: `key_env` is not supported: give `open`, an SQL expression"
    ),
    ("[[secret]]\ntable = \"a.b\"\ncolumns = []", "t.toml:3: `columns` is empty in [[secret]]"),
    ("[api]\npostgrest = 11", "t.toml:2: `postgrest` must be one of 12, 13, 14, 16, not 11"),
  ])
  func mistakesAreNamedByFileAndLine(_ text: String, _ message: String) {
    let error = #expect(throws: SettingsError.self) { try ProjectSettings(text, file: "t.toml") }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func supabaseConfigIsTakenWithoutTheKeysOfOthers() throws {
    let config = try SupabaseConfig(
      """
      project_id = "x"
      [api]
      port = 54321
      schemas = ["public", "api"]
      max_rows = 500
      auto_expose_new_tables = false
      [db.seed]
      enabled = true
      sql_paths = ["./seed.sql", "./seeds/*.sql"]
      """, file: "supabase/config.toml")
    #expect(config.api.schemas == ["public", "api"] && config.api.maxRows == 500)
    #expect(config.defaultPrivileges == .revoked)
    #expect(config.seeds?.map(\.path) == ["supabase/seed.sql", "supabase/seeds"])
  }

  @Test func aValueComesFromTheFirstSourceThatNamesIt() {
    var mine = APILayer()
    mine.maxRows = 5
    var theirs = APILayer()
    (theirs.maxRows, theirs.schemas) = (7, ["api"])
    let api = ConfiguredAPI([(.settings, mine), (.authenticator, theirs)])
    #expect(api.maxRows == Sourced(5, from: .settings))
    #expect(api.schemas == Sourced(["api"], from: .authenticator))
    #expect(api.extraSearchPath == Sourced(["public"], from: .postgrestDefault))
  }

  @Test(arguments: [
    ("colums", "columns"), ("access_tokn", "access_token"), ("Columns", "columns"), ("zzz", nil), ("row", nil),
  ])
  func nearestNames(_ name: String, _ expected: String?) {
    #expect(NearestName.of(name, among: ["columns", "access_token", "readers"]) == expected)
  }
}
