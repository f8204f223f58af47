package import Provisioning

/// What Trespass takes from `supabase/config.toml`.
package struct SupabaseConfig: Hashable, Sendable {
  package var file: String
  package var api = APILayer()
  /// `[api].auto_expose_new_tables`: unset or true is legacy.
  package var defaultPrivileges: DefaultPrivileges?

  package init(file: String) { self.file = file }
}
