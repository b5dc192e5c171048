#include "models/torchscript/packed_layers.h"

#include <ATen/Version.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nightjar {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

// Below this a linear layer takes microseconds, and most of what oneDNN takes is the call.
constexpr std::int64_t kFewWeights = 1 << 15;

// What follows a layer: a name that oneDNN's operators know, and its variant.
struct Activation {
  std::string name = "none";
  std::string variant{};
};

// The activation that alone uses `result`, if it can be part of the layer.
std::optional<Activation> activation_of(const Value* result) {
  if (result->uses().size() != 1) return std::nullopt;
  const Node* user = result->uses().front().user;
  if (user->kind() == c10::aten::relu || user->kind() == c10::aten::relu_) return Activation{"relu"};
  if (user->kind() != c10::aten::gelu) return std::nullopt;
  const auto variant = torch::jit::constant_as<std::string>(user->input(1));
  return variant ? std::optional(Activation{"gelu", *variant}) : std::nullopt;
}

std::optional<at::Tensor> weight_of(const Node* layer, std::int64_t rank) {
  const auto weight = torch::jit::constant_as<at::Tensor>(layer->input(1));
  return weight && weight->dim() == rank ? weight : std::nullopt;
}

// None where this LibTorch has no oneDNN.
std::optional<at::Tensor> packed(const char* by, torch::jit::Stack arguments) {
  const auto pack = c10::Dispatcher::singleton().findSchema({by, ""});
  if (!pack) return std::nullopt;
  pack->callBoxed(arguments);
  return arguments.front().toTensor();
}

std::optional<at::Tensor> packed_linear(const Node* layer) {
  const auto weight = weight_of(layer, 2);
  if (!weight || weight->numel() < kFewWeights) return std::nullopt;
  return packed("mkldnn::_reorder_linear_weight", {*weight, c10::IValue()});  // for any number of rows
}

std::optional<at::Tensor> packed_convolution(const Node* layer) {
  static const bool fast = at::get_cpu_capability() == "AVX512";
  const auto weight = weight_of(layer, 4);
  if (!fast || !weight) return std::nullopt;
  torch::jit::Stack arguments = {*weight};
  for (const std::size_t i : {4, 3, 5, 6}) {  // padding, stride, dilation, groups
    const auto value = torch::jit::toIValue(layer->input(i));
    if (!value || !(value->isIntList() || value->isInt())) return std::nullopt;  // padding may be "same"
    arguments.push_back(*value);
  }
  arguments.emplace_back();  // for any size of the input
  return packed("mkldnn::_reorder_convolution_weight", std::move(arguments));
}

Value* constant_of(Graph& graph, const at::Tensor& tensor) {
  Node* node = graph.create(c10::prim::ConstantMKLDNNTensor);
  node->t_(c10::attr::value, tensor);
  return graph.insertNode(node)->output();
}

// `settings`: those of the operator's arguments between the bias and the activation.
void replace(Node* layer, const at::Tensor& weight, const char* by, const std::vector<Value*>& settings) {
  Graph& graph = *layer->owningGraph();
  const torch::jit::WithInsertPoint at(layer);
  Value* result = layer->output();
  const auto activation = activation_of(result);
  if (activation) result = result->uses().front().user->output();
  const auto [name, variant] = activation.value_or(Activation{});
  Node* no_scalars = graph.createList(c10::OptionalType::create(c10::NumberType::get()), {});
  std::vector<torch::jit::NamedValue> inputs = {layer->input(0), constant_of(graph, weight), layer->input(2)};
  inputs.insert(inputs.end(), settings.begin(), settings.end());
  inputs.emplace_back(graph.insertConstant(name));
  inputs.emplace_back(graph.insertNode(no_scalars)->output());
  inputs.emplace_back(graph.insertConstant(variant));
  result->replaceAllUsesWith(graph.insert(c10::Symbol::fromQualString(by), inputs));
}

void pack_block(torch::jit::Block* block) {
  for (Node* node : block->nodes()) {
    for (torch::jit::Block* inner : node->blocks()) pack_block(inner);
    if (node->kind() == c10::aten::linear) {
      if (const auto weight = packed_linear(node)) replace(node, *weight, "mkldnn::_linear_pointwise", {});
    } else if (node->kind() == c10::aten::conv2d) {
      if (const auto weight = packed_convolution(node))
        replace(node, *weight, "mkldnn::_convolution_pointwise",
                {node->input(4), node->input(3), node->input(5), node->input(6)});
    }
  }
}

}  // namespace

void pack_layers(torch::jit::Module& module) {
  const std::shared_ptr<Graph> graph = module.get_method("forward").graph();
  pack_block(graph->block());
  torch::jit::EliminateDeadCode(graph);
}

}  // namespace nightjar
