#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_tree.hpp"

namespace basis {

/// The type of a configuration value.
enum class ValueKind {
  text,
  choice,        ///< one of `allowed`, written "a | b"
  flag,          ///< true or false
  integer,       ///< whole number within the range `allowed`
  ratio,         ///< `Ratio` within the range `allowed`, written "[0, 1)"; "(0, )" has no upper end
  amount,        ///< `Amount`, likewise
  price,         ///< `Price`, likewise
  basis_points,  ///< `BasisPoints`, likewise
  text_list,     ///< list of distinct texts
  choice_list,   ///< list of distinct texts out of `allowed`
  integer_list,  ///< list of distinct whole numbers within the range `allowed`
};

enum class Need {
  required,   ///< a missing value is a fault; with a wildcard, for each name that is present
  optional,   ///< a missing value means none, or one that is derived from others
  defaulted,  ///< a missing value is replaced by `fallback`
};

/// One key of a configuration file.
struct SchemaRow {
  std::string_view pattern;   ///< dotted path; `*` matches any one name
  ValueKind kind;             ///< how the text is parsed
  std::string_view allowed;   ///< range or choices; empty: any value
  Need need;                  ///< whether a value is required
  std::string_view fallback;  ///< the default as text, for `defaulted`
  std::string_view doc;       ///< one line of documentation: meaning, unit, source
};

using Schema = std::vector<SchemaRow>;

/// Keys of `configs/modes/*.yaml`; all modes have the same schema.
const Schema& mode_schema();
/// Keys of `configs/venues/*.yaml` for a venue of the given kind; empty when the kind is unknown.
Schema venue_schema(std::string_view kind);
/// The kinds of venue, as `kind` in a venue file.
std::vector<std::string> venue_kinds();
/// Keys of `configs/share_classes/*.yaml`.
const Schema& share_class_schema();

/// The row whose pattern matches `key`, or null. A row without wildcards takes precedence.
const SchemaRow* find_row(const Schema& schema, std::string_view key);

/// Checks every value of `tree` against `schema` and appends all faults found.
/// Valid values are rewritten in canonical form (0.10 -> 0.1), invalid ones are
/// removed, defaults are added. All values that remain are valid.
void apply_schema(const Schema& schema, ConfigTree& tree, Faults& faults);

}  // namespace basis
