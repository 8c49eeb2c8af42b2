#pragma once

#include "actors/control/state_json.hpp"

namespace basis {

/// What a node does: the topics of its plan, pairs, orders, venues and what it told. See `StateTopic::write`.
void plans_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page);
void pairs_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page);
void orders_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page);
void fills_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page);
void venues_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page);
void lanes_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page);
void alerts_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page);
/// A plan as an object.
void write_plan(JsonWriter& json, const PlanRow& plan);

}  // namespace basis
