#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_tree.hpp"

namespace basis {

/// What a configuration value is, and so how its text is read.
enum class ValueKind {
  text,
  choice,        ///< one of `allowed`, written "a | b"
  flag,          ///< true or false
  integer,       ///< whole number within the range `allowed`
  ratio,         ///< `Ratio` within the range `allowed`, written "[0, 1)"; an open end is left empty: "(0, )"
  amount,        ///< `Amount`, likewise
  price,         ///< `Price`, likewise
  basis_points,  ///< `BasisPoints`, likewise
  text_list,     ///< list of distinct texts
  choice_list,   ///< list of distinct texts out of `allowed`
  integer_list,  ///< list of distinct whole numbers within the range `allowed`
};

enum class Need {
  required,   ///< missing is a fault; under a wildcard: for each name that stands there
  optional,   ///< missing means none, or a value derived from others
  defaulted,  ///< missing means `fallback`
};

/// One key of a configuration file.
struct SchemaRow {
  std::string_view pattern;   ///< dotted path; `*` stands for any one name
  ValueKind kind;             ///< how the text is read
  std::string_view allowed;   ///< range, choices, or empty: anything
  Need need;                  ///< whether it must be there
  std::string_view fallback;  ///< the default's text, for `defaulted`
  std::string_view doc;       ///< one line for people: meaning, unit, source
};

using Schema = std::vector<SchemaRow>;

/// Keys of `configs/modes/*.yaml`; one schema for all modes.
const Schema& mode_schema();
/// Keys of `configs/venues/*.yaml` for a venue of the given kind; empty when the kind is unknown.
Schema venue_schema(std::string_view kind);
/// The kinds of venue, as `kind` in a venue file allows them.
std::vector<std::string> venue_kinds();
/// Keys of `configs/share_classes/*.yaml`.
const Schema& share_class_schema();

/// The row whose pattern matches `key`, or null. A row without wildcards wins.
const SchemaRow* find_row(const Schema& schema, std::string_view key);

/// Checks every value of `tree` against `schema` and appends all faults found.
/// Good values are rewritten in their one canonical text (0.10 -> 0.1), bad
/// ones are taken out, defaults are filled in. What is left is safe to read.
void apply_schema(const Schema& schema, ConfigTree& tree, Faults& faults);

}  // namespace basis
