#include "actors/control/api_routes.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actors/control/api_target.hpp"
#include "actors/control/state_json.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"

namespace basis {
namespace {

constexpr ApiField kReason{"reason", false, "why, for the journal", "a text of at most 200 characters"};
constexpr ApiField kSpeed{"speed", false, "at the market, or through exit queues", "fast or slow; fast without it"};
constexpr std::size_t kMostText = 200;

const std::vector<ControlRoute>& routes() {
  static const std::vector<ControlRoute> kRoutes = {
      {ControlAction::pause, "decide nothing but what risk demands and what is asked for here", {kReason}},
      {ControlAction::resume, "release the kill switch, and decide everything again", {kReason}},
      {ControlAction::reduce, "send only orders that reduce, until it is resumed", {kReason}},
      {ControlAction::halt, "send no orders at all, until it is resumed", {kReason}},
      {ControlAction::flatten,
       "close everything, bring it to the wallet and stay out until it is resumed",
       {kReason, kSpeed}},
      {ControlAction::adopt,
       "take over what venues say is held",
       {kReason, {"as", false, "what a difference counts as", "capital or unexplained; unexplained without it"}}},
      {ControlAction::deposit,
       "announce capital that is paid into the wallet",
       {kReason, {"amount", true, "in the share class", "a decimal number over 0, as text"}}},
      {ControlAction::withdraw,
       "pay capital out to its owner",
       {kReason,
        kSpeed,
        {"amount", true, "in the share class", "a decimal number over 0 as text, or all"},
        {"to", false, "where it is paid to", "an address of BASIS_WITHDRAWAL_ALLOW_LIST; the only one without it"}}},
      {ControlAction::set,
       "change a parameter of the mode; pairs that are worked keep theirs",
       {kReason,
        {"key", true, "which one", "a key that /v1/parameters lists"},
        {"value", true, "its new value", "as /v1/parameters says"}}},
  };
  return kRoutes;
}

Error bad(std::string_view field, std::string_view value, std::string_view allowed) {
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is not taken (allowed: {})", field, value, allowed));
}

/// The text of a member, without control characters.
Result<std::string> text_of(const ApiField& field, const boost::json::value& value) {
  const boost::json::string* const text = value.if_string();
  const bool sound = text != nullptr && text->size() <= kMostText &&
                     std::none_of(text->begin(), text->end(), [](char c) { return c >= 0 && c < 0x20; });
  if (!sound) return bad(field.name, text == nullptr ? "no text" : "a longer text", field.allowed);
  return std::string(*text);
}

Result<void> take_field(ControlCommand& command, const ApiField& field, const std::string& value) {
  if (field.name == "reason") {
    command.reason = value;
  } else if (field.name == "speed") {
    if (value != "fast" && value != "slow") return bad(field.name, value, field.allowed);
    command.speed = value == "slow" ? ExitSpeed::slow : ExitSpeed::fast;
  } else if (field.name == "as") {
    if (value != "capital" && value != "unexplained") return bad(field.name, value, field.allowed);
    command.adopt_as = value == "capital" ? AdoptAs::capital : AdoptAs::unexplained;
  } else if (field.name == "to") {
    command.address = value;
  } else if (field.name == "key") {
    command.key = value;
  } else if (field.name == "value") {
    command.value = value;
  } else if (command.action == ControlAction::deposit || value != "all") {
    const auto amount = Amount::parse(value);
    if (!amount || amount.value().sign() <= 0) return bad(field.name, value, field.allowed);
    command.amount = amount.value();
  }
  return ok();
}

void parameter(JsonWriter& json, std::string_view name, std::string_view about, std::size_t least, std::size_t most) {
  json.begin_object().key("name").string(name).key("in").string("query").key("description").string(about);
  json.key("schema").begin_object().key("type").string("integer");
  json.key("minimum").integer(static_cast<std::int64_t>(least));
  json.key("maximum").integer(static_cast<std::int64_t>(most)).end_object().end_object();
}

void answers(JsonWriter& json, std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
  json.key("responses").begin_object();
  for (const auto& [status, about] : all) json.key(status).begin_object().key("description").string(about).end_object();
  json.end_object();
}

void read_path(JsonWriter& json, const StateTopic& topic) {
  json.key(fmt::format("/v1/{}", topic.name)).begin_object().key("get").begin_object();
  json.key("operationId").string(topic.name).key("summary").string(topic.about);
  if (topic.paged) {
    json.key("parameters").begin_array();
    parameter(json, "limit", "rows at most", 1, kMostRows);
    parameter(json, "offset", "rows that are passed over", 0, kMostOffset);
    json.end_array();
  }
  answers(json, {{"200", "as it is now"}, {"401", "no token, or one that is not known"}, {"429", "too many requests"}});
  json.end_object().end_object();
}

/// A parameter of text.
void text_parameter(JsonWriter& json, std::string_view name, std::string_view in, std::string_view about) {
  json.begin_object().key("name").string(name).key("in").string(in).key("description").string(about);
  json.key("required").boolean(in == "path");
  json.key("schema").begin_object().key("type").string("string").end_object().end_object();
}

void event_paths(JsonWriter& json) {
  json.key("/metrics").begin_object().key("get").begin_object();
  json.key("operationId").string("metrics").key("summary").string("figures of the node, as Prometheus reads them");
  answers(json, {{"200", "as they are now, exposition format 0.0.4"},
                 {"401", "no token, or one that is not known"},
                 {"429", "too many requests"},
                 {"503", "the node has not begun"}});
  json.end_object().end_object();
  json.key("/v1/events").begin_object().key("get").begin_object();
  json.key("operationId").string("events").key("summary").string("events of the journal, the newest first");
  json.key("parameters").begin_array();
  text_parameter(json, "kind", "query", "kinds of entries or types of events, commas between them; all without it");
  text_parameter(json, "from", "query", "first instant, UTC: 2026-03-02T10:00:00Z");
  text_parameter(json, "to", "query", "last instant, UTC");
  parameter(json, "limit", "rows at most", 1, kMostRows);
  parameter(json, "offset", "rows that are passed over", 0, kMostEventOffset);
  json.end_array();
  answers(json, {{"200", "as they are in the journal"},
                 {"400", "a parameter that is not taken"},
                 {"401", "no token, or one that is not known"},
                 {"429", "too many requests"},
                 {"500", "the journal cannot be read"},
                 {"503", "too many look into the journal"}});
  json.end_object().end_object();
  json.key("/v1/events/{id}/why").begin_object().key("get").begin_object();
  json.key("operationId").string("why").key("summary").string("what led to an event, as a chain of causes");
  json.key("parameters").begin_array();
  text_parameter(json, "id", "path", "the number of an event, line:N of events.jsonl, or the id of an order");
  json.end_array();
  answers(json, {{"200", "the event, and below it what led to it"},
                 {"400", "there is no such event"},
                 {"401", "no token, or one that is not known"},
                 {"429", "too many requests"},
                 {"500", "the journal cannot be read"},
                 {"503", "too many look into the journal"}});
  json.end_object().end_object();
}

void control_path(JsonWriter& json, const ControlRoute& route) {
  const std::string_view name = control_action_name(route.action);
  json.key(fmt::format("/v1/control/{}", name)).begin_object().key("post").begin_object();
  json.key("operationId").string(name).key("summary").string(route.about);
  json.key("parameters").begin_array().begin_object().key("name").string("Idempotency-Key").key("in").string("header");
  json.key("description").string("a request with a key that was taken before is answered and not done again");
  json.key("schema").begin_object().key("type").string("string").key("maxLength").integer(64).end_object();
  json.end_object().end_array();
  json.key("requestBody").begin_object().key("content").begin_object().key("application/json").begin_object();
  json.key("schema").begin_object().key("type").string("object").key("additionalProperties").boolean(false);
  json.key("properties").begin_object();
  for (const ApiField& field : route.fields)
    json.key(field.name)
        .begin_object()
        .key("type")
        .string("string")
        .key("description")
        .string(fmt::format("{}: {}", field.about, field.allowed))
        .end_object();
  json.end_object().key("required").begin_array();
  for (const ApiField& field : route.fields)
    if (field.needed) json.string(field.name);
  json.end_array().end_object().end_object().end_object().end_object();
  answers(json, {{"200", "it is in the journal"},
                 {"400", "a member that is not taken"},
                 {"401", "no token, or one that is not known"},
                 {"403", "a token that may only read"},
                 {"409", "it cannot be done now"},
                 {"429", "too many requests"}});
  json.end_object().end_object();
}

}  // namespace

std::span<const ControlRoute> control_routes() { return routes(); }

Result<ControlCommand> read_control(const ControlRoute& route, std::string_view body) {
  ControlCommand command;
  command.action = route.action;
  boost::json::object members;
  if (!body.empty()) {
    auto parsed = parse_json(body);
    if (!parsed) return Error(ErrorKind::usage, fmt::format("body: {}", parsed.error().text()));
    if (!parsed.value().is_object()) return Error(ErrorKind::usage, "body: it is no JSON object");
    members = std::move(parsed.value().as_object());
  }
  for (const auto& [name, value] : members) {
    const auto field = std::find_if(route.fields.begin(), route.fields.end(), [&, &key = name](const ApiField& one) {
      return one.name == std::string_view(key);
    });
    if (field == route.fields.end()) {
      std::vector<std::string_view> known;
      known.reserve(route.fields.size());
      for (const ApiField& one : route.fields) known.push_back(one.name);
      return bad("member", std::string_view(name), fmt::format("{}", fmt::join(known, ", ")));
    }
    BASIS_TRY(const std::string text, text_of(*field, value));
    BASIS_TRY(take_field(command, *field, text));
  }
  for (const ApiField& field : route.fields)
    if (field.needed && !members.contains(field.name))
      return Error(ErrorKind::usage, fmt::format("{}: it lacks (allowed: {})", field.name, field.allowed));
  return command;
}

std::string openapi_document(std::string_view version) {
  JsonWriter json;
  json.begin_object().key("openapi").string("3.1.0").key("info").begin_object();
  json.key("title").string("basis: a running node").key("version").string(version).end_object();
  json.key("security").begin_array().begin_object().key("token").begin_array().end_array().end_object().end_array();
  json.key("components").begin_object().key("securitySchemes").begin_object().key("token").begin_object();
  json.key("type").string("http").key("scheme").string("bearer").end_object().end_object().end_object();
  json.key("paths").begin_object();
  for (const StateTopic& topic : state_topics()) read_path(json, topic);
  event_paths(json);
  for (const ControlRoute& route : control_routes()) control_path(json, route);
  for (const auto& [path, about] : std::array<std::pair<std::string_view, std::string_view>, 3>{
           {{"/", "the web page; without a token, for which it asks"},
            {"/health", "whether the node answers; without a token"},
            {"/openapi.json", "this document; without one"}}}) {
    json.key(path).begin_object().key("get").begin_object().key("summary").string(about);
    json.key("security").begin_array().end_array();
    answers(json, {{"200", "it does"}});
    json.end_object().end_object();
  }
  json.end_object().end_object();
  return std::move(json).take();
}

}  // namespace basis
