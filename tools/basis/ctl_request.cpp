#include "tools/basis/ctl_request.hpp"

#include <fmt/format.h>

#include <csignal>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "core/base/json_reader.hpp"
#include "core/config/environment.hpp"
#include "tools/basis/commands.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {
namespace {

constexpr Nanos kAnswered = kSecond * 10;
/// A request without an answer is sent so often.
constexpr int kTries = 3;
constexpr std::size_t kWidest = 44;

std::string text_of(const boost::json::value& value) {
  if (const auto* const text = value.if_string()) return std::string(*text);
  if (value.is_null()) return "-";
  if (const auto* const members = value.if_object()) {
    std::string all;
    for (const auto& member : *members)
      if (!member.value().is_bool()) all += (all.empty() ? "" : " ") + text_of(member.value());
    return all;
  }
  // As a person writes it: 0.0296, and not 2.96E-2.
  if (value.is_double()) return fmt::format("{:.6g}", value.as_double());
  return boost::json::serialize(value);
}

std::string text_of_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return in ? text.str() : std::string();
}

/// Whether the process that a control file names is there.
bool runs(const std::string& control) {
  const auto parsed = parse_json(control);
  const boost::json::object* const object = parsed ? parsed.value().if_object() : nullptr;
  const auto* const pid = object == nullptr ? nullptr : object->if_contains("pid");
  return pid != nullptr && pid->is_int64() && ::kill(static_cast<pid_t>(pid->as_int64()), 0) == 0;
}

Result<CtlAccess> read_control_file(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "control.json";
  const std::string text = text_of_file(file);
  // A node that was killed leaves its file behind.
  if (!runs(text))
    return Error(ErrorKind::usage,
                 fmt::format("--run: {}: no node runs there that this user may control", folder.string()));
  auto parsed = parse_json(text);
  const boost::json::object* const object = parsed ? parsed.value().if_object() : nullptr;
  const auto* const url = object == nullptr ? nullptr : object->if_contains("url");
  const auto* const token = object == nullptr ? nullptr : object->if_contains("token");
  if (url == nullptr || !url->is_string() || token == nullptr || !token->is_string())
    return Error(ErrorKind::data, fmt::format("{}: it names no node", file.string()));
  CtlAccess access;
  BASIS_TRY(access.endpoint, net::Endpoint::parse(std::string_view(url->as_string())));
  access.url = std::string_view(url->as_string());
  access.token = Secret(std::string_view(token->as_string()));
  access.where = fmt::format("{} ({})", folder.string(), std::string_view(url->as_string()));
  return access;
}

/// The folder of the only node that runs below the results.
Result<std::filesystem::path> only_run(const Environment& environment) {
  const std::filesystem::path base = environment.results_dir.value_or("results");
  std::vector<std::filesystem::path> found;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(base, code))
    if (runs(text_of_file(entry.path() / "control.json"))) found.push_back(entry.path());
  if (found.size() == 1) return found.front();
  if (found.empty())
    return Error(
        ErrorKind::usage,
        fmt::format("no node runs below {}: name its folder with --run, or its address with --url", base.string()));
  std::sort(found.begin(), found.end());
  std::string all;
  for (const auto& folder : found) all += (all.empty() ? "" : ", ") + folder.string();
  return Error(ErrorKind::usage, fmt::format("several nodes run: name one with --run ({})", all));
}

std::string rows_table(const boost::json::array& rows) {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> cells;
  for (const boost::json::value& row : rows) {
    const boost::json::object& members = row.as_object();
    for (const auto& member : members)
      if (std::find(names.begin(), names.end(), std::string(member.key())) == names.end())
        names.emplace_back(member.key());
  }
  std::vector<std::size_t> widths;
  widths.reserve(names.size());
  for (const std::string& name : names) widths.push_back(name.size());
  for (const boost::json::value& row : rows) {
    std::vector<std::string>& line = cells.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto* const value = row.as_object().if_contains(names[i]);
      line.push_back(value == nullptr ? "" : text_of(*value));
      if (line.back().size() > kWidest) line.back() = line.back().substr(0, kWidest - 3) + "...";
      widths[i] = std::max(widths[i], line.back().size());
    }
  }
  std::string text;
  const auto add = [&](const std::vector<std::string>& line) {
    std::string one;
    for (std::size_t i = 0; i < line.size(); ++i) one += fmt::format("{:<{}}  ", line[i], widths[i]);
    text += one.substr(0, one.find_last_not_of(' ') + 1) + "\n";
  };
  add(names);
  for (const auto& line : cells) add(line);
  return text;
}

bool is_table(const boost::json::value& value) {
  const boost::json::array* const list = value.if_array();
  return list != nullptr && !list->empty() &&
         std::all_of(list->begin(), list->end(), [](const auto& row) { return row.is_object(); });
}

void show(const boost::json::object& members, const std::string& indent, std::string& text) {
  std::size_t width = 0;
  for (const auto& member : members) width = std::max(width, member.key().size());
  for (const auto& member : members) {
    const std::string name(member.key());
    if (const auto* const object = member.value().if_object()) {
      text += fmt::format("{}{}\n", indent, name);
      show(*object, indent + "  ", text);
    } else if (is_table(member.value())) {
      text += fmt::format("{}{}", text.empty() ? "" : "\n", name == "rows" ? "" : name + "\n");
      text += rows_table(member.value().as_array());
    } else if (const auto* const list = member.value().if_array()) {
      std::string all;
      for (const auto& one : *list) all += (all.empty() ? "" : "; ") + text_of(one);
      text += fmt::format("{}{:<{}}  {}\n", indent, name, width, all.empty() ? "-" : all);
    } else {
      text += fmt::format("{}{:<{}}  {}\n", indent, name, width, text_of(member.value()));
    }
  }
}

}  // namespace

Result<CtlAccess> find_node(const CtlNode& node) {
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  if (!node.url.empty() && !node.run.empty())
    return Error(ErrorKind::usage, "--run and --url: one of both names the node");
  if (!node.url.empty()) {
    if (!environment.api_token.is_set())
      return Error(ErrorKind::usage, "environment: BASIS_API_TOKEN: missing, needed with --url");
    CtlAccess access;
    BASIS_TRY(access.endpoint, net::Endpoint::parse(node.url));
    access.url = node.url;
    access.token = std::move(environment.api_token);
    access.ca = node.ca;
    access.where = node.url;
    return access;
  }
  std::filesystem::path folder = node.run;
  if (node.run.empty()) {
    BASIS_TRY(folder, only_run(environment));
  }
  BASIS_TRY(CtlAccess access, read_control_file(folder));
  access.ca = node.ca;
  return access;
}

Result<std::string> ask_node(const CtlAccess& access, net::HttpRequest request) {
  net::NetworkSettings settings;
  if (!access.ca.empty()) settings.ca_file = access.ca;
  BASIS_TRY(const auto network, net::BeastNetwork::make(settings));
  request.headers.push_back({"Authorization", fmt::format("Bearer {}", access.token.reveal())});
  if (!request.body.empty()) request.headers.push_back({"Content-Type", "application/json"});
  std::string reason;
  for (int i = 0; i < kTries; ++i) {
    std::optional<net::HttpAnswer> heard;
    const auto client = network->http(access.endpoint, 1);
    client->send(request, kAnswered, [&](const net::HttpAnswer& answer) { heard = answer; });
    while (!heard) network->run_for(Nanos{5'000'000});
    if (const auto* const failure = std::get_if<net::HttpFailure>(&heard->result)) {
      reason = failure->reason;
      continue;
    }
    net::HttpResponse& response = std::get<net::HttpResponse>(heard->result);
    if (response.status == 200) return std::move(response.body);
    const auto parsed = parse_json(response.body);
    const auto* const object = parsed ? parsed.value().if_object() : nullptr;
    const auto* const error = object == nullptr ? nullptr : object->if_contains("error");
    return Error(ErrorKind::usage, error != nullptr && error->is_string()
                                       ? std::string(error->as_string())
                                       : fmt::format("{}: it answers with {}", access.where, response.status));
  }
  return Error(ErrorKind::usage, fmt::format("{}: the node does not answer: {}", access.where, reason));
}

std::string request_key() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

std::string shown_answer(const boost::json::value& answer) {
  std::string text;
  if (const auto* const object = answer.if_object()) {
    show(*object, "", text);
    return text;
  }
  return text_of(answer) + "\n";
}

}  // namespace basis
