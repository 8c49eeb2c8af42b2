#include "venues/chain/simulation.hpp"

#include <fmt/format.h>

#include "core/base/json_writer.hpp"
#include "venues/chain/json_fields.hpp"

namespace basis::chain {
namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kMostCalls = 10'000;

void write_call(JsonWriter& json, const Address& from, const ContractCall& call) {
  json.begin_object().key("from").string(from.to_string()).key("to").string(call.to.to_string());
  json.key("value").string(quantity_text(call.value)).key("data").string(to_hex(call.data)).end_object();
}

Result<SimulatedCall> read_call(const boost::json::value& value) {
  const auto* const fields = value.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "a simulated call is no object");
  SimulatedCall call;
  BASIS_TRY(const std::uint64_t status, quantity64_of(*fields, "status"));
  call.succeeded = status == 1;
  BASIS_TRY(call.gas_used, quantity64_of(*fields, "gasUsed"));
  BASIS_TRY(call.returned, bytes_of(*fields, "returnData"));
  BASIS_TRY(call.logs, read_logs(*fields));
  if (call.succeeded) return call;
  const auto* const error = fields->if_contains("error");
  if (error == nullptr || !error->is_object()) return Error(ErrorKind::data, "a call failed, and has no error");
  const auto text = text_of(error->get_object(), "message");
  call.fault = text ? std::string(text.value()) : "no reason";
  // The data of a revert stands here or there.
  if (const auto data = bytes_of(error->get_object(), "data"); call.returned.empty() && data)
    call.returned = data.value();
  return call;
}

Result<TracedCall> read_tree(const boost::json::value& value, int depth, std::size_t& count) {
  const auto* const fields = value.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "a traced call is no object");
  if (depth > kDeepest || ++count > kMostCalls) return Error(ErrorKind::data, "the tree of calls is too large");
  TracedCall call;
  BASIS_TRY(const auto kind, text_of(*fields, "type"));
  call.kind = kind;
  BASIS_TRY(const auto from, text_of(*fields, "from"));
  BASIS_TRY(call.from, Address::parse(from));
  if (fields->contains("to")) {
    BASIS_TRY(const auto to, text_of(*fields, "to"));
    BASIS_TRY(call.to, Address::parse(to));
  }
  if (fields->contains("value")) {
    BASIS_TRY(call.value, quantity_of(*fields, "value"));
  }
  BASIS_TRY(call.gas_used, quantity64_of(*fields, "gasUsed"));
  BASIS_TRY(call.data, bytes_of(*fields, "input"));
  if (fields->contains("output")) {
    BASIS_TRY(call.returned, bytes_of(*fields, "output"));
  }
  if (const auto fault = text_of(*fields, "error")) call.fault = fault.value();
  const auto* const inner = fields->if_contains("calls");
  if (inner == nullptr || !inner->is_array()) return call;
  for (const auto& one : inner->get_array()) {
    BASIS_TRY(auto made, read_tree(one, depth + 1, count));
    call.calls.push_back(std::move(made));
  }
  return call;
}

}  // namespace

void simulate(Rpc& rpc, const Address& from, const std::vector<ContractCall>& calls,
              std::function<void(const Result<std::vector<SimulatedCall>>&)> done) {
  JsonWriter json;
  json.begin_array().begin_object().key("blockStateCalls").begin_array().begin_object().key("calls").begin_array();
  for (const ContractCall& call : calls) write_call(json, from, call);
  json.end_array().end_object().end_array().end_object().string("latest").end_array();
  rpc.call({"eth_simulateV1", std::move(json).take()},
           [count = calls.size(), done = std::move(done)](const RpcAnswer& answer) {
             if (answer.result() == nullptr)
               return done(Error(ErrorKind::data, "the node does not simulate: " + answer.fault().text));
             done(read_simulation(*answer.result(), count));
           });
}

Result<std::vector<SimulatedCall>> read_simulation(const boost::json::value& answer, std::size_t calls) {
  const auto* const blocks = answer.if_array();
  const auto* const block = blocks == nullptr || blocks->size() != 1 ? nullptr : blocks->front().if_object();
  const auto* const rows = block == nullptr ? nullptr : block->if_contains("calls");
  if (rows == nullptr || !rows->is_array() || rows->get_array().size() != calls)
    return Error(ErrorKind::data, fmt::format("a simulation is not one block of {} calls", calls));
  std::vector<SimulatedCall> made;
  for (const auto& row : rows->get_array()) {
    BASIS_TRY(auto call, read_call(row));
    made.push_back(std::move(call));
  }
  return made;
}

void trace(Rpc& rpc, const Address& from, const ContractCall& call,
           std::function<void(const Result<TracedCall>&)> done) {
  JsonWriter json;
  json.begin_array();
  write_call(json, from, call);
  json.string("latest").begin_object().key("tracer").string("callTracer").end_object().end_array();
  rpc.call({"debug_traceCall", std::move(json).take()}, [done = std::move(done)](const RpcAnswer& answer) {
    if (answer.result() == nullptr)
      return done(Error(ErrorKind::data, "the node does not trace: " + answer.fault().text));
    done(read_trace(*answer.result()));
  });
}

Result<TracedCall> read_trace(const boost::json::value& answer) {
  std::size_t count = 0;
  return read_tree(answer, 0, count);
}

}  // namespace basis::chain
