#pragma once

#include <span>
#include <string>
#include <string_view>

#include "actors/control/node_state.hpp"
#include "core/base/json_writer.hpp"
#include "core/config/remake_mode.hpp"
#include "core/risk/risk_limits.hpp"

namespace basis {

/// What a node is, from its start to its end.
struct NodeFacts {
  const Universe* universe = nullptr;  ///< outlives whoever has these facts
  std::string mode;
  std::string share_class;
  std::string environment;
  std::string against;
  std::string node_id;
  std::string version;
  std::string configuration;           ///< fingerprint
  std::string settings;                ///< the effective configuration as YAML, secrets masked
  ChangedValues parameters{};          ///< that may change while it runs, as it was started with them
  std::optional<RiskLimits> limits{};  ///< that risk is held against; absent: they are not told
};

/// Of a list, at once, and passed over before them.
inline constexpr std::size_t kMostRows = 500;
inline constexpr std::size_t kMostOffset = 1'000'000;
/// Rows of a list that are asked for.
struct PageOf {
  std::size_t limit = 100;
  std::size_t offset = 0;
};

/// What can be asked of a state.
struct StateTopic {
  std::string_view name;   ///< as it stands in a path
  std::string_view about;  ///< one line for a person
  bool paged = false;
  void (*write)(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page) = nullptr;
};
/// All of them, in the order in which they are listed.
std::span<const StateTopic> state_topics();
/// Null: there is none of this name.
const StateTopic* find_state_topic(std::string_view name);

}  // namespace basis
