#include "bench/figures.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace basis::bench {
namespace {

using Json = nlohmann::ordered_json;

ResultRow row_of(const Json& json) {
  ResultRow row;
  json.at("bench").get_to(row.bench);
  json.at("name").get_to(row.name);
  json.at("unit").get_to(row.unit);
  json.at("p50").get_to(row.p50);
  json.at("p90").get_to(row.p90);
  json.at("p99").get_to(row.p99);
  json.at("p999").get_to(row.p999);
  json.at("max").get_to(row.max);
  json.at("count").get_to(row.count);
  if (!json.at("baseline").is_null()) {
    json.at("baseline").get_to(row.baseline);
    json.at("ratio").get_to(row.ratio);
  }
  for (const Json& bucket : json.at("buckets"))
    row.buckets.push_back({bucket.at(0).get<double>(), bucket.at(1).get<double>(), bucket.at(2).get<std::uint64_t>()});
  return row;
}

Json json_of(const ResultRow& row) {
  Json json{{"bench", row.bench}, {"name", row.name}, {"unit", row.unit}, {"p50", row.p50},    {"p90", row.p90},
            {"p99", row.p99},     {"p999", row.p999}, {"max", row.max},   {"count", row.count}};
  json["baseline"] = row.baseline.empty() ? Json() : Json(row.baseline);
  json["ratio"] = row.baseline.empty() ? Json() : Json(row.ratio);
  json["buckets"] = Json::array();
  for (const ResultRow::Bucket& bucket : row.buckets)
    json["buckets"].push_back(Json::array({bucket.lower, bucket.upper, bucket.count}));
  return json;
}

}  // namespace

Figures read_figures(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  try {
    const Json json = Json::parse(in);
    if (json.at("version") != 1) throw std::runtime_error("a version that is not 1");
    Figures figures;
    if (json.contains("facts"))
      for (const auto& [name, value] : json.at("facts").items()) figures.facts.emplace_back(name, value);
    for (const Json& row : json.at("rows")) figures.rows.push_back(row_of(row));
    return figures;
  } catch (const std::exception& problem) {
    throw std::runtime_error(fmt::format("{} holds no results: {}", file.string(), problem.what()));
  }
}

std::string figures_json(const Figures& figures) {
  std::string out = "{\"version\":1,\n\"facts\":{";
  for (std::size_t i = 0; i < figures.facts.size(); ++i)
    out += fmt::format("{}\n  {}:{}", i == 0 ? "" : ",", Json(figures.facts[i].first).dump(),
                       Json(figures.facts[i].second).dump());
  out += "},\n\"rows\":[";
  for (std::size_t i = 0; i < figures.rows.size(); ++i)
    out += (i == 0 ? "\n" : ",\n") + json_of(figures.rows[i]).dump();
  return out + "\n]}\n";
}

std::vector<std::pair<std::string, std::string>> read_facts(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::vector<std::pair<std::string, std::string>> facts;
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == line.npos) throw std::runtime_error(file.string() + ": a line without a tab");
    facts.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return facts;
}

}  // namespace basis::bench
