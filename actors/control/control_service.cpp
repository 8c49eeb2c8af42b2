#include "actors/control/control_service.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actors/control/metrics_text.hpp"
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

/// Empty: there is none.
std::string_view bearer_token(const net::HttpRequest& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view given = header(request, "Authorization");
  return given.starts_with(kBearer) ? given.substr(kBearer.size()) : std::string_view();
}

/// The token that a WebSocket's subprotocols offer beside the stream's own; empty: none.
std::string_view offered_token(const net::HttpRequest& request) {
  std::string_view rest = header(request, "Sec-WebSocket-Protocol");
  std::string_view token;
  bool stream = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (one == ControlService::kStreamProtocol) stream = true;
    if (one.starts_with(ControlService::kTokenProtocol)) token = one.substr(ControlService::kTokenProtocol.size());
  }
  return stream ? token : std::string_view();
}

}  // namespace

/// Tells a state again and again, until the connection goes.
class ControlService::Stream final : public net::ServerSocketHandler {
 public:
  Stream(ControlService& service, net::ServerSocket& socket, std::string_view subprotocol)
      : service_(&service), socket_(socket), subprotocol_(subprotocol) {
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

  [[nodiscard]] std::string_view subprotocol() const override { return subprotocol_; }
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
  std::string_view subprotocol_;
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

void ControlService::found(const EventAnswer& answer) {
  const auto found = waiting_.find(answer.ticket);
  if (found == waiting_.end()) return;
  const net::Respond respond = std::move(found->second);
  waiting_.erase(found);
  if (answer.body) return respond(json_answer(200, answer.body.value()));
  respond(refusal_answer(answer.body.error().kind == ErrorKind::usage ? 400 : 500, answer.body.error().text()));
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
std::optional<ControlService::Refusal> ControlService::recognise(std::string_view token, ApiCaller& caller) {
  if (token.empty()) return Refusal{401, "a token is needed: Authorization: Bearer TOKEN"};
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
  const auto page = read_page(topic, target);
  if (!page) return refusal_answer(400, page.error().text());
  if (state_ == nullptr) return refusal_answer(503, "the node has not begun");
  return json_answer(200, topic_json(topic, page.value()));
}

net::HttpResponse ControlService::metrics() const {
  if (state_ == nullptr) return refusal_answer(503, "the node has not begun");
  return {200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics_text(*state_, parts_.facts)};
}

void ControlService::look_up(EventAsk asked, net::Respond respond) {
  waiting_.emplace(++last_ticket_, std::move(respond));
  if (parts_.look_up && parts_.look_up(last_ticket_, std::move(asked))) return;
  const auto found = waiting_.find(last_ticket_);
  const net::Respond refused = std::move(found->second);
  waiting_.erase(found);
  refused(refusal_answer(503, "too many look into the journal"));
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

/// What needs no token: the page, which has none before a person gives it one, and what says nothing of the node.
std::optional<net::HttpResponse> ControlService::open_to_all(const net::HttpRequest& request,
                                                             const std::string& path) const {
  if (request.method != "GET") return std::nullopt;
  if (path == "/health") return json_answer(200, R"({"status":"ok"})");
  if (path == "/openapi.json") return json_answer(200, openapi_document(parts_.facts.version));
  const PageFile* const file = find_page_file(parts_.page, path);
  return file == nullptr ? std::nullopt : std::optional(page_answer(*file));
}

void ControlService::take(const net::HttpRequest& request, net::Respond& respond) {
  const Result<ApiTarget> target = parse_target(request.target);
  if (!target) return respond(refusal_answer(400, target.error().text()));
  const std::string& path = target.value().path;
  if (auto answer = open_to_all(request, path)) return respond(std::move(answer));
  ApiCaller caller;
  if (const auto refusal = recognise(bearer_token(request), caller))
    return respond(refusal_answer(refusal->status, refusal->text));
  if (request.body.size() > kMostBody)
    return respond(refusal_answer(413, fmt::format("body: at most {} bytes are taken", kMostBody)));
  if (path == "/metrics" && request.method == "GET") return respond(metrics());
  constexpr std::string_view kVersion = "/v1/";
  constexpr std::string_view kControl = "/v1/control/";
  const auto route = std::ranges::find_if(control_routes(), [&](const ControlRoute& one) {
    return path.starts_with(kControl) && path.substr(kControl.size()) == control_action_name(one.action);
  });
  const StateTopic* const topic = path.starts_with(kVersion) ? find_state_topic(path.substr(kVersion.size())) : nullptr;
  auto events = read_event_ask(target.value());
  if (!events) return respond(refusal_answer(400, events.error().text()));
  const bool reads = topic != nullptr || events.value();
  if (!reads && route == control_routes().end())
    return respond(refusal_answer(404, "there is nothing here; /openapi.json lists what there is"));
  const std::string_view allowed = reads ? "GET" : "POST";
  if (request.method != allowed) {
    net::HttpResponse answer = refusal_answer(405, fmt::format("{} is wanted", allowed));
    answer.headers.push_back({"Allow", std::string(allowed)});
    return respond(std::move(answer));
  }
  if (topic != nullptr) return respond(read(*topic, target.value()));
  if (events.value()) return look_up(std::move(*events.value()), std::move(respond));
  control(*route, request, caller, std::move(respond));
}

void ControlService::on_request(const net::HttpRequest& request, net::Respond respond) {
  if (const auto refusal = foreign(request)) return respond(refusal_answer(refusal->status, refusal->text));
  take(request, respond);
}

std::unique_ptr<net::ServerSocketHandler> ControlService::on_upgrade(const net::HttpRequest& request,
                                                                     net::ServerSocket& socket) {
  ApiCaller caller;
  const std::string_view offered = offered_token(request);
  if (request.target != "/v1/stream" || foreign(request)) return nullptr;
  if (recognise(offered.empty() ? bearer_token(request) : offered, caller)) return nullptr;
  if (streams_.size() >= kMostStreams) return nullptr;
  return std::make_unique<Stream>(*this, socket, offered.empty() ? std::string_view() : kStreamProtocol);
}

}  // namespace basis
