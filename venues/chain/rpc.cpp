#include "venues/chain/rpc.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"

namespace basis::chain {
namespace {

RpcAnswer unreadable(std::string_view why) {
  return {RpcFault{RpcFaultKind::unknown, 0, fmt::format("the node's answer cannot be read: {}", why)}};
}

std::string_view text_in(const boost::json::object& object, std::string_view key) {
  const auto* const found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

/// Nodes give the data of a revert as a text, or as an object with the text in it.
std::string_view data_of(const boost::json::object& error) {
  const auto* const data = error.if_contains("data");
  if (data == nullptr) return {};
  return data->is_object() ? text_in(data->get_object(), "data") : text_in(error, "data");
}

RpcAnswer answer_of(const boost::json::object& object) {
  if (const auto* const error = object.if_contains("error"); error != nullptr && error->is_object()) {
    const auto& said = error->get_object();
    const auto* const code = said.if_contains("code");
    return {fault_of_error(code != nullptr && code->is_int64() ? code->get_int64() : 0, text_in(said, "message"),
                           data_of(said))};
  }
  const auto* const result = object.if_contains("result");
  if (result == nullptr) return unreadable("it has neither a result nor an error");
  return {*result};
}

/// Which of the calls an answer is for; absent: none.
std::optional<std::size_t> place_of(const boost::json::object& object, std::size_t calls, std::int64_t first) {
  const auto* const id = object.if_contains("id");
  if (id == nullptr || !id->is_int64()) return std::nullopt;
  const std::int64_t place = id->get_int64() - first;
  if (place < 0 || place >= static_cast<std::int64_t>(calls)) return std::nullopt;
  return static_cast<std::size_t>(place);
}

/// Whether asking again may help.
bool passes(const RpcAnswer& answer) {
  if (answer.result() != nullptr) return false;
  const RpcFaultKind kind = answer.fault().kind;
  return kind == RpcFaultKind::later || kind == RpcFaultKind::unknown;
}

}  // namespace

std::string rpc_body(const std::vector<RpcCall>& calls, std::int64_t first) {
  JsonWriter json;
  if (calls.size() > 1) json.begin_array();
  for (const RpcCall& call : calls) {
    json.begin_object().key("jsonrpc").string("2.0").key("id").integer(first++);
    json.key("method").string(call.method).key("params").raw(call.parameters).end_object();
  }
  if (calls.size() > 1) json.end_array();
  return std::move(json).take();
}

std::vector<RpcAnswer> read_rpc_body(std::string_view body, std::size_t calls, std::int64_t first) {
  const auto document = parse_json(body);
  if (!document) return std::vector<RpcAnswer>(calls, unreadable(document.error().text()));
  if (const auto* const object = document.value().if_object()) {
    const RpcAnswer answer = answer_of(*object);
    // An error without an id is about the whole request.
    const bool own = calls == 1 && place_of(*object, calls, first).has_value();
    if (own || answer.result() == nullptr) return std::vector<RpcAnswer>(calls, answer);
    return std::vector<RpcAnswer>(calls, unreadable("its id is of another call"));
  }
  const auto* const array = document.value().if_array();
  if (array == nullptr) return std::vector<RpcAnswer>(calls, unreadable("it is neither an object nor an array"));
  std::vector<RpcAnswer> answers(calls, unreadable("a call of the batch has none"));
  for (const auto& item : *array) {
    const auto* const object = item.if_object();
    if (object == nullptr) continue;
    if (const auto place = place_of(*object, calls, first)) answers[*place] = answer_of(*object);
  }
  return answers;
}

Rpc::Rpc(net::Network& network, RpcSettings settings)
    : network_(network),
      settings_(std::move(settings)),
      next_seed_(settings_.seed),
      client_(network.http(settings_.endpoint, settings_.connections)) {}

void Rpc::call(RpcCall call, Done done, RpcEffect effect) {
  batch(
      {std::move(call)}, [done = std::move(done)](const std::vector<RpcAnswer>& answers) { done(answers.front()); },
      effect);
}

void Rpc::batch(std::vector<RpcCall> calls, BatchDone done, RpcEffect effect) {
  require(!calls.empty(), "a batch without a call");
  const auto pending = std::make_shared<Pending>(
      Pending{std::move(calls), std::move(done), effect == RpcEffect::reads ? settings_.attempts : 1,
              net::Backoff(settings_.first_wait, settings_.most_wait, next_seed_++)});
  leave(pending);
}

void Rpc::leave(const PendingPtr& pending) {
  const std::int64_t first = next_id_;
  next_id_ += static_cast<std::int64_t>(pending->calls.size());
  --pending->attempts;
  net::HttpRequest request;
  request.method = "POST";
  request.target = settings_.endpoint.path.empty() ? "/" : "";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = rpc_body(pending->calls, first);
  client_->send(std::move(request), settings_.limit,
                [this, pending, first](const net::HttpAnswer& answer) { heard(pending, first, answer); });
}

void Rpc::heard(const PendingPtr& pending, std::int64_t first, const net::HttpAnswer& answer) {
  const std::size_t calls = pending->calls.size();
  std::vector<RpcAnswer> answers;
  if (const auto* const failure = std::get_if<net::HttpFailure>(&answer.result)) {
    answers.assign(calls, {fault_of_failure(*failure)});
  } else {
    const auto& response = std::get<net::HttpResponse>(answer.result);
    // Some nodes answer an error of JSON-RPC with another status than 200; its words say more than the status.
    answers = read_rpc_body(response.body, calls, first);
    const bool said = std::ranges::any_of(
        answers, [](const RpcAnswer& one) { return one.result() != nullptr || one.fault().code != 0; });
    if (response.status != 200 && (!said || fault_of_status(response.status, {}).kind != RpcFaultKind::refused))
      answers.assign(calls, {fault_of_status(response.status, response.headers)});
  }
  if (pending->attempts > 0 && std::ranges::any_of(answers, passes)) {
    Nanos wait = pending->backoff.next();
    for (const RpcAnswer& one : answers)
      if (one.result() == nullptr) wait = std::max(wait, one.fault().wait_for.value_or(Nanos{}));
    const std::uint64_t timer = next_timer_++;
    waiting_[timer] = network_.after(wait, [this, pending, timer] {
      const auto kept = waiting_.extract(timer);
      leave(pending);
    });
    return;
  }
  for (RpcAnswer& one : answers) one.received_utc = answer.received_utc;
  pending->done(answers);
}

}  // namespace basis::chain
