#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cctype>
#include <iostream>
#include <memory>

#include "actors/control/api_routes.hpp"
#include "actors/control/api_target.hpp"
#include "actors/control/state_json.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"
#include "core/base/pretty_json.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/ctl_request.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/page/page_files.hpp"

namespace basis {
namespace {

struct CtlOptions {
  CtlNode node;
  bool json = false;
  bool yes = false;
  std::size_t limit = 20;
  std::size_t offset = 0;
  std::string amount;
  std::string speed;
  std::string as;
  std::string to;
  std::string key;
  std::string value;
  std::string reason;
  std::string name;
  std::string role = "control";
  std::string event;
  std::vector<std::string> kinds;
  std::string first;
  std::string last;
};
using CtlOptionsPtr = std::shared_ptr<CtlOptions>;

Result<bool> print_answer(const CtlOptions& options, const std::string& body) {
  BASIS_TRY(const boost::json::value answer, parse_json(body));
  fmt::print("{}", options.json ? pretty_json(body) : shown_answer(answer));
  return true;
}

Result<bool> show_topic(const StateTopic& topic, const CtlOptions& options) {
  BASIS_TRY(const CtlAccess access, find_node(options.node));
  net::HttpRequest request;
  request.target = fmt::format("/v1/{}", topic.name);
  if (topic.paged) request.target += fmt::format("?limit={}&offset={}", options.limit, options.offset);
  BASIS_TRY(const std::string body, ask_node(access, std::move(request)));
  if (topic.name == "config" && !options.json) {
    BASIS_TRY(const boost::json::value answer, parse_json(body));
    fmt::print("{}", std::string_view(answer.at("settings").as_string()));
    return true;
  }
  return print_answer(options, body);
}

/// A value of a query, with what is no part of one written as %XX (RFC 3986, 2.3).
std::string query_value(std::string_view text) {
  std::string made;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 ||
        std::string_view("-._~:,").find(c) != std::string_view::npos)
      made += c;
    else
      made += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return made;
}

Result<bool> show_events(const CtlOptions& options) {
  BASIS_TRY(const CtlAccess access, find_node(options.node));
  net::HttpRequest request;
  request.target = fmt::format("/v1/events?limit={}&offset={}", options.limit, options.offset);
  if (!options.kinds.empty())
    request.target += "&kind=" + query_value(fmt::format("{}", fmt::join(options.kinds, ",")));
  if (!options.first.empty()) request.target += "&from=" + query_value(options.first);
  if (!options.last.empty()) request.target += "&to=" + query_value(options.last);
  BASIS_TRY(const std::string body, ask_node(access, std::move(request)));
  if (options.json) return print_answer(options, body);
  BASIS_TRY(const boost::json::value answer, parse_json(body));
  for (const boost::json::value& row : answer.at("rows").as_array())
    fmt::print("{:>8} {} {:<15} {}\n", row.at("id").as_int64(), std::string_view(row.at("time").as_string()),
               std::string_view(row.at("kind").as_string()), std::string_view(row.at("text").as_string()));
  if (!answer.at("searched_all").as_bool())
    fmt::print(stderr, "basis: not all of the journal was searched: narrow it with --from and --to\n");
  return true;
}

Result<bool> show_why(const CtlOptions& options) {
  BASIS_TRY(const CtlAccess access, find_node(options.node));
  net::HttpRequest request;
  request.target = fmt::format("/v1/events/{}/why", query_value(options.event));
  BASIS_TRY(const std::string body, ask_node(access, std::move(request)));
  if (options.json) return print_answer(options, body);
  BASIS_TRY(const boost::json::value answer, parse_json(body));
  for (const boost::json::value& row : answer.at("rows").as_array())
    fmt::print("{:{}}{}\n", "", row.at("depth").as_int64() * 2, std::string_view(row.at("text").as_string()));
  return true;
}

/// The token stands on the terminal of who asks, and may.
Result<bool> show_page(const CtlOptions& options) {
  BASIS_TRY(const CtlAccess access, find_node(options.node));
  fmt::print("{}\n", page_address(access.url, access.token.reveal()));
  return true;
}

/// What moves all of the capital is said yes to at a terminal.
bool agreed(const ControlRoute& route, const CtlOptions& options, const CtlAccess& access) {
  const bool asks = route.action == ControlAction::flatten || route.action == ControlAction::withdraw;
  if (!asks || options.yes || ::isatty(STDIN_FILENO) == 0) return true;
  fmt::print(stderr, "{} {} at {}: yes? ", control_action_name(route.action), options.amount, access.where);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "yes" || answer == "y";
}

Result<bool> ask_for(const ControlRoute& route, const CtlOptions& options) {
  BASIS_TRY(const CtlAccess access, find_node(options.node));
  if (!agreed(route, options, access)) return Error(ErrorKind::usage, "nothing was asked for");
  JsonWriter json;
  json.begin_object();
  const std::pair<std::string_view, const std::string*> values[] = {
      {"amount", &options.amount}, {"speed", &options.speed}, {"as", &options.as},        {"to", &options.to},
      {"key", &options.key},       {"value", &options.value}, {"reason", &options.reason}};
  for (const auto& [name, value] : values)
    if (!value->empty()) json.key(name).string(*value);
  json.end_object();
  net::HttpRequest request;
  request.method = "POST";
  request.target = fmt::format("/v1/control/{}", control_action_name(route.action));
  request.headers.push_back({"Idempotency-Key", request_key()});
  request.body = json.text();
  BASIS_TRY(const std::string body, ask_node(access, std::move(request)));
  if (options.json)
    fmt::print("{}", pretty_json(body));
  else
    fmt::print("{}: taken, and in the journal\n", control_action_name(route.action));
  return true;
}

Result<bool> make_token(const CtlOptions& options) {
  if (options.role != "read" && options.role != "control")
    return Error(ErrorKind::usage, fmt::format("--role: '{}' is not a choice (allowed: read, control)", options.role));
  const std::string token = make_api_token();
  BASIS_TRY(const std::string hash,
            hash_api_token(options.name, options.role == "read" ? ApiRole::read : ApiRole::control, token));
  fmt::print("for who asks:    BASIS_API_TOKEN={}\nfor the node:    BASIS_API_TOKEN_HASH={}\n", token, hash);
  return true;
}

/// Options that name the node, of every action.
void add_node_options(CLI::App* command, const CtlOptionsPtr& options) {
  command->add_option("--run", options->node.run, "Folder of the node's run (default: the only one that runs)");
  command->add_option("--url", options->node.url, "Address of the node, with the token of BASIS_API_TOKEN");
  command->add_option("--ca", options->node.ca, "Authorities (PEM) of its certificate (default: the system's)");
  command->add_flag("--json", options->json, "The answer as JSON");
}

void add_rows_options(CLI::App* command, const CtlOptionsPtr& options, std::size_t most_offset) {
  command->add_option("--limit", options->limit, "Rows at most (default: 20)")
      ->check(CLI::Range(std::size_t{1}, kMostRows));
  command->add_option("--offset", options->offset, "Rows that are passed over")
      ->check(CLI::Range(std::size_t{0}, most_offset));
}

void add_topic(CLI::App* ctl, const StateTopic& topic, int& exit_code) {
  CLI::App* command = ctl->add_subcommand(std::string(topic.name), "Show " + std::string(topic.about));
  const auto options = std::make_shared<CtlOptions>();
  add_node_options(command, options);
  if (topic.paged) add_rows_options(command, options, kMostOffset);
  command->callback([&topic, options, &exit_code] { exit_code = report_outcome(show_topic(topic, *options)); });
}

void add_action(CLI::App* ctl, const ControlRoute& route, int& exit_code) {
  std::string about(route.about);
  about.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(about.front())));
  CLI::App* command = ctl->add_subcommand(std::string(control_action_name(route.action)), about);
  const auto options = std::make_shared<CtlOptions>();
  add_node_options(command, options);
  for (const ApiField& field : route.fields) {
    const std::string help = fmt::format("{}: {}", field.about, field.allowed);
    if (field.name == "amount") command->add_option("AMOUNT", options->amount, help)->required();
    if (field.name == "speed") command->add_option("--speed", options->speed, help);
    if (field.name == "as") command->add_option("--as", options->as, help);
    if (field.name == "to") command->add_option("--to", options->to, help);
    if (field.name == "key") command->add_option("KEY", options->key, help)->required();
    if (field.name == "value") command->add_option("VALUE", options->value, help)->required();
    if (field.name == "reason") command->add_option("--reason", options->reason, help);
  }
  command->add_flag("--yes", options->yes, "Do not ask at a terminal");
  command->callback([&route, options, &exit_code] { exit_code = report_outcome(ask_for(route, *options)); });
}

/// What is read of the journal, and where the web page is.
void add_events(CLI::App* ctl, int& exit_code) {
  const auto add = [&](const char* name, const char* about, Result<bool> (*show)(const CtlOptions&)) {
    CLI::App* const command = ctl->add_subcommand(name, about);
    const auto options = std::make_shared<CtlOptions>();
    add_node_options(command, options);
    command->callback([options, show, &exit_code] { exit_code = report_outcome(show(*options)); });
    return std::pair(command, options);
  };
  const auto [events, listed] = add("events", "Show events of the journal, the newest first", show_events);
  add_rows_options(events, listed, kMostEventOffset);
  events
      ->add_option("--kind", listed->kinds,
                   "A kind of entries (order_made), or a type of events (fill); may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  events->add_option("--from", listed->first, "First instant, UTC: 2026-03-02T10:00:00Z");
  events->add_option("--to", listed->last, "Last instant, included");
  const auto [why, told] = add("why", "Show what led to an event", show_why);
  why->add_option("EVENT", told->event, "Its number, line:N of events.jsonl, or the id of an order")->required();
  add("page", "Print the address of the web page, with the token", show_page);
}

}  // namespace

void add_ctl_command(CLI::App& app, int& exit_code) {
  CLI::App* ctl = app.add_subcommand("ctl", "See and steer a live node that runs");
  ctl->require_subcommand(1);
  for (const StateTopic& topic : state_topics()) add_topic(ctl, topic, exit_code);
  add_events(ctl, exit_code);
  for (const ControlRoute& route : control_routes()) add_action(ctl, route, exit_code);
  CLI::App* token = ctl->add_subcommand("token", "Make a token, and the hash by which a node knows it");
  const auto options = std::make_shared<CtlOptions>();
  token->add_option("--name", options->name, "Who will have it; it stands in the journal")->required();
  token->add_option("--role", options->role, "read or control (default: control)");
  token->callback([options, &exit_code] { exit_code = report_outcome(make_token(*options)); });
  ctl->footer("\nExit codes: 0 done, 2 the node cannot be reached, or refuses and says why.\n");
}

}  // namespace basis
