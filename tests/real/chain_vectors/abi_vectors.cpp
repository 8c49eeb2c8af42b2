#include "core/base/json_reader.hpp"
#include "tests/real/chain_vectors/vectors.hpp"
#include "venues/chain/abi_decode.hpp"
#include "venues/chain/abi_event.hpp"
#include "venues/chain/abi_function.hpp"
#include "venues/chain/abi_json.hpp"

namespace basis::test {
namespace {

using namespace chain;

/// A type as ethers writes it: "tuple(bool)" is "(bool)".
AbiType type_of(std::string text) {
  for (std::size_t at = 0; (at = text.find("tuple(", at)) != std::string::npos;) text.erase(at, 5);
  return AbiType::parse(text).value();
}

std::vector<AbiType> types_of(const boost::json::value& list) {
  std::vector<AbiType> types;
  for (const boost::json::value& type : list.get_array()) types.push_back(type_of(std::string(type.get_string())));
  return types;
}

/// The value of {"type": ..., "value": ...}, or of a list of them.
boost::json::value plain(const boost::json::value& node) {
  if (node.is_object()) return plain(node.get_object().at("value"));
  if (!node.is_array()) return node;
  boost::json::array all;
  for (const boost::json::value& one : node.get_array()) all.push_back(plain(one));
  return all;
}

/// One case of data and the values that it holds.
void check_encoding(Tally& tally, const std::string& name, const std::vector<AbiType>& types,
                    const boost::json::value& json, const std::string& data) {
  const Bytes bytes = from_hex(data).value();
  const auto decoded = decode_abi(types, bytes);
  tally.check(decoded.has_value(), name, decoded ? "" : decoded.error().text());
  AbiValue::List values;
  for (std::size_t i = 0; i < types.size(); ++i)
    values.push_back(abi_value_of_json(types[i], json.get_array().at(i)).value());
  const auto encoded = encode_abi(types, values);
  tally.check(encoded.has_value(), name, encoded ? "" : encoded.error().text());
  if (!decoded || !encoded) return;
  tally.equal(to_hex(encoded.value()), data, name, "encoded");
  tally.equal(to_hex(encode_abi(types, decoded.value()).value()), data, name, "decoded and encoded");
}

void check_interface(Tally& tally, const boost::json::value& vector, const char* values) {
  const boost::json::value types = parse_json(text_of(vector, "types")).value();
  const boost::json::value list = parse_json(text_of(vector, values)).value();
  check_encoding(tally, text_of(vector, "name"), types_of(types), plain(list), text_of(vector, "result"));
}

/// "p0 indexed" of each parameter, in the order of the event.
std::string declaration_of(const boost::json::object& vector) {
  std::string text = "testEvent(";
  const auto& types = vector.at("types").get_array();
  for (std::size_t i = 0; i < types.size(); ++i) {
    const boost::json::value& indexed = vector.at("indexed").get_array().at(i);
    text += (i == 0 ? "" : ",") + type_of(std::string(types[i].get_string())).text();
    if (indexed.is_bool() && indexed.get_bool()) text += " indexed";
  }
  return text + ")";
}

/// Whether the event has no topic of its own.
bool is_anonymous(const boost::json::value& vector) {
  const boost::json::value interface = parse_json(text_of(vector, "interface")).value();
  for (const boost::json::value& entry : interface.get_array())
    if (text_of(entry, "name") == "testEvent") return entry.get_object().at("anonymous").get_bool();
  return false;
}

void check_event(Tally& tally, const boost::json::object& vector, const std::string& name) {
  const Event event(declaration_of(vector));
  std::vector<Hash32> topics;
  for (const boost::json::value& topic : vector.at("topics").get_array())
    topics.push_back(hash_from_hex(std::string_view(topic.get_string())).value());
  const auto values = event.decode(topics, from_hex(std::string_view(vector.at("data").get_string())).value());
  tally.check(values.has_value(), name, values ? "" : values.error().text());
  if (!values) return;
  const auto& expected = vector.at("normalizedValues").get_array();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const bool hashed = vector.at("hashed").get_array().at(i).get_bool();
    const AbiType& type = hashed ? type_of("bytes32") : event.parameters()[i].type;
    const AbiValue right = abi_value_of_json(type, expected[i]).value();
    tally.equal(to_hex(encode_abi(std::span(&type, 1), std::span(&values.value()[i], 1)).value()),
                to_hex(encode_abi(std::span(&type, 1), std::span(&right, 1)).value()), name, type.text());
  }
}

}  // namespace

bool check_signatures(const std::string& folder) {
  Tally tally("contract-signatures");
  for (const boost::json::value& vector : read_vectors(folder, "contract-signatures")) {
    tally.count("signatures");
    const std::string signature = text_of(vector, "signature");
    const Function function(signature);
    tally.equal(function.signature(), signature, text_of(vector, "name"), "signature");
    tally.equal(to_hex(function.selector()), text_of(vector, "sigHash"), signature, "selector");
  }
  tally.expect("signatures", 1880);
  return tally.finish();
}

bool check_encodings(const std::string& folder) {
  Tally tally("contract-interface");
  for (const boost::json::value& vector : read_vectors(folder, "contract-interface")) {
    tally.count("encodings");
    check_interface(tally, vector, "normalizedValues");
  }
  for (const boost::json::value& vector : read_vectors(folder, "contract-interface-abi2")) {
    tally.count("encodings with tuples");
    check_interface(tally, vector, "values");
  }
  tally.expect("encodings", 2045);
  tally.expect("encodings with tuples", 1880);
  return tally.finish();
}

bool check_events(const std::string& folder) {
  Tally tally("contract-events");
  for (const boost::json::value& vector : read_vectors(folder, "contract-events")) {
    // Nothing that is called here has anonymous events, and `Event` leaves them out.
    const bool anonymous = is_anonymous(vector);
    tally.count(anonymous ? "anonymous logs" : "logs");
    if (!anonymous) check_event(tally, vector.get_object(), text_of(vector, "name"));
  }
  tally.expect("logs", 1024);
  tally.expect("anonymous logs", 992);
  return tally.finish();
}

}  // namespace basis::test
