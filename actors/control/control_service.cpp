#include "actors/control/control_service.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/json_reader.hpp"

namespace basis {
namespace {

net::HttpResponse json_answer(unsigned status, std::string body) {
  return {status,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}},
          std::move(body)};
}

net::HttpResponse refusal_answer(unsigned status, std::string_view text) {
  JsonWriter json;
  json.begin_object().key("error").string(text).end_object();
  net::HttpResponse answer = json_answer(status, std::move(json).take());
  if (status == 401) answer.headers.push_back({"WWW-Authenticate", "Bearer"});
  return answer;
}

bool of_this_machine(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

/// A host without its port.
std::string_view host_name(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool port = colon != host.npos && host.find(']', colon) == host.npos;
  return port ? host.substr(0, colon) : host;
}

std::string_view header(const net::HttpRequest& request, std::string_view name) {
  return net::find_header(request.headers, name).value_or(std::string_view());
}

Result<std::size_t> number_of(const ApiTarget& target, const std::string& name, std::size_t least, std::size_t most,
                              std::size_t otherwise) {
  const auto found = target.query.find(name);
  if (found == target.query.end()) return otherwise;
  std::size_t value = 0;
  const char* const end = found->second.data() + found->second.size();
  const auto [at, fault] = std::from_chars(found->second.data(), end, value);
  if (fault == std::errc() && at == end && value >= least && value <= most) return value;
  return Error(ErrorKind::usage,
               fmt::format("{}: '{}' is out of range (allowed: {} to {})", name, found->second, least, most));
}

}  // namespace

/// Tells a state again and again, until the connection goes.
class ControlService::Stream final : public net::ServerSocketHandler {
 public:
  Stream(ControlService& service, net::ServerSocket& socket) : service_(&service), socket_(socket) {
    service.streams_.insert(this);
    topics_.push_back(find_state_topic("status"));
    tell();
  }
  ~Stream() override { leave(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  void leave() {
    if (service_ != nullptr) service_->streams_.erase(this);
    service_ = nullptr;
  }

  /// {"topics": ["status", "orders"]}: what is told from here on.
  void on_text(std::string_view text) override {
    if (service_ == nullptr) return;
    const auto parsed = parse_json(text);
    const boost::json::object* const object = parsed ? parsed.value().if_object() : nullptr;
    const boost::json::value* const list = object == nullptr ? nullptr : object->if_contains("topics");
    if (list == nullptr || !list->is_array()) return socket_.close(1008, "topics: a list of names is wanted");
    std::vector<const StateTopic*> topics;
    for (const boost::json::value& name : list->as_array()) {
      const StateTopic* const topic = name.is_string() ? find_state_topic(std::string_view(name.as_string())) : nullptr;
      if (topic == nullptr || topics.size() == state_topics().size())
        return socket_.close(1008, "topics: one of them is not known");
      topics.push_back(topic);
    }
    topics_ = std::move(topics);
    tell();
  }
  void tell() {
    if (service_->state_ == nullptr) return;
    for (const StateTopic* topic : topics_) {
      JsonWriter json;
      json.begin_object().key("topic").string(topic->name).key("data").raw(service_->topic_json(*topic, {}));
      json.end_object();
      socket_.send(json.text());
    }
  }

 private:
  ControlService* service_;
  net::ServerSocket& socket_;
  std::vector<const StateTopic*> topics_;
};

ControlService::ControlService(Parts parts) : parts_(std::move(parts)) {}

ControlService::~ControlService() {
  for (Stream* stream : std::set<Stream*>(streams_)) stream->leave();
}

void ControlService::answer(const ControlAnswer& answer) {
  const auto found = waiting_.find(answer.ticket);
  if (found == waiting_.end()) return;
  const net::Respond respond = std::move(found->second);
  waiting_.erase(found);
  respond(answer.refusal.empty() ? json_answer(200, R"({"taken":true})") : refusal_answer(409, answer.refusal));
}

void ControlService::advance(UtcTime now) {
  now_ = now;
  if (state_ == nullptr || state_->number == told_number_ || now_ < told_ + kTold) return;
  told_number_ = state_->number;
  told_ = now_;
  for (Stream* stream : streams_) stream->tell();
}

std::optional<UtcTime> ControlService::next_due() const {
  return streams_.empty() ? std::nullopt : std::optional(std::max(now_, told_) + kTold);
}

/// A page of another origin, or one that reaches this machine under a name of its own.
std::optional<ControlService::Refusal> ControlService::foreign(const net::HttpRequest& request) const {
  const std::string_view host = header(request, "Host");
  if (!parts_.any_host && !of_this_machine(host_name(host)))
    return Refusal{403, "this node is not reached under that host name"};
  const std::string_view origin = header(request, "Origin");
  if (origin.empty()) return std::nullopt;
  const std::size_t slashes = origin.find("://");
  if (slashes == origin.npos || origin.substr(slashes + 3) != host)
    return Refusal{403, "a page of another origin asks"};
  return std::nullopt;
}

bool ControlService::within_rate(const std::string& name) {
  TokenBucket& bucket = rates_.try_emplace(name, kRequests).first->second;
  if (!bucket.holds(1, mono())) return false;
  bucket.take(1, mono());
  return true;
}

/// A token that was seen before costs no hash; others are few in a time, whoever tries them.
std::optional<ControlService::Refusal> ControlService::recognise(const net::HttpRequest& request, ApiCaller& caller) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view given = header(request, "Authorization");
  if (!given.starts_with(kBearer)) return Refusal{401, "a token is needed: Authorization: Bearer TOKEN"};
  const std::string_view token = given.substr(kBearer.size());
  std::optional<ApiCaller> found = parts_.tokens.known(token);
  if (!found) {
    if (!guesses_.holds(1, mono())) return Refusal{429, "too many tokens that are not known"};
    guesses_.take(1, mono());
    found = parts_.tokens.find(token);
  }
  if (!found) return Refusal{401, "the token is not known"};
  caller = *found;
  if (!within_rate(caller.name)) return Refusal{429, "too many requests of this token"};
  return std::nullopt;
}

std::string ControlService::topic_json(const StateTopic& topic, PageOf page) const {
  JsonWriter json;
  topic.write(json, *state_, parts_.facts, page);
  return std::move(json).take();
}

net::HttpResponse ControlService::read(const StateTopic& topic, const ApiTarget& target) const {
  for (const auto& [name, value] : target.query)
    if (!topic.paged || (name != "limit" && name != "offset"))
      return refusal_answer(400, fmt::format("{}: it is not known here (allowed: {})", name,
                                             topic.paged ? "limit, offset" : "no parameters"));
  const auto limit = number_of(target, "limit", 1, kMostRows, 100);
  if (!limit) return refusal_answer(400, limit.error().text());
  const auto offset = number_of(target, "offset", 0, kMostOffset, 0);
  if (!offset) return refusal_answer(400, offset.error().text());
  if (state_ == nullptr) return refusal_answer(503, "the node has not begun");
  return json_answer(200, topic_json(topic, {limit.value(), offset.value()}));
}

void ControlService::control(const ControlRoute& route, const net::HttpRequest& request, const ApiCaller& caller,
                             net::Respond respond) {
  if (caller.role != ApiRole::control)
    return respond(refusal_answer(403, fmt::format("the token of {} may only read", caller.name)));
  const std::string_view type = header(request, "Content-Type");
  if (!request.body.empty() && !type.starts_with("application/json"))
    return respond(refusal_answer(415, "Content-Type: application/json is wanted"));
  const std::string_view key = header(request, "Idempotency-Key");
  if (key.size() > 64) return respond(refusal_answer(400, "Idempotency-Key: at most 64 characters are allowed"));
  Result<ControlCommand> command = read_control(route, request.body);
  if (!command) return respond(refusal_answer(400, command.error().text()));
  command.value().by = caller.name;
  command.value().id = key;
  waiting_.emplace(++last_ticket_, std::move(respond));
  parts_.hand_over(last_ticket_, std::move(command).value());
}

void ControlService::take(const net::HttpRequest& request, net::Respond& respond) {
  const Result<ApiTarget> target = parse_target(request.target);
  if (!target) return respond(refusal_answer(400, target.error().text()));
  const std::string& path = target.value().path;
  const bool reads = request.method == "GET";
  if (path == "/health" && reads) return respond(json_answer(200, R"({"status":"ok"})"));
  if (path == "/openapi.json" && reads) return respond(json_answer(200, openapi_document(parts_.facts.version)));
  ApiCaller caller;
  if (const auto refusal = recognise(request, caller)) return respond(refusal_answer(refusal->status, refusal->text));
  if (request.body.size() > kMostBody)
    return respond(refusal_answer(413, fmt::format("body: at most {} bytes are taken", kMostBody)));
  constexpr std::string_view kVersion = "/v1/";
  constexpr std::string_view kControl = "/v1/control/";
  const auto route = std::ranges::find_if(control_routes(), [&](const ControlRoute& one) {
    return path.starts_with(kControl) && path.substr(kControl.size()) == control_action_name(one.action);
  });
  const StateTopic* const topic = path.starts_with(kVersion) ? find_state_topic(path.substr(kVersion.size())) : nullptr;
  if (topic == nullptr && route == control_routes().end())
    return respond(refusal_answer(404, "there is nothing here; /openapi.json lists what there is"));
  const std::string_view allowed = topic != nullptr ? "GET" : "POST";
  if (request.method != allowed) {
    net::HttpResponse answer = refusal_answer(405, fmt::format("{} is wanted", allowed));
    answer.headers.push_back({"Allow", std::string(allowed)});
    return respond(std::move(answer));
  }
  if (topic != nullptr) return respond(read(*topic, target.value()));
  control(*route, request, caller, std::move(respond));
}

void ControlService::on_request(const net::HttpRequest& request, net::Respond respond) {
  if (const auto refusal = foreign(request)) return respond(refusal_answer(refusal->status, refusal->text));
  take(request, respond);
}

std::unique_ptr<net::ServerSocketHandler> ControlService::on_upgrade(const net::HttpRequest& request,
                                                                     net::ServerSocket& socket) {
  ApiCaller caller;
  if (request.target != "/v1/stream" || foreign(request) || recognise(request, caller)) return nullptr;
  if (streams_.size() >= kMostStreams) return nullptr;
  return std::make_unique<Stream>(*this, socket);
}

}  // namespace basis
