# RL4VLM on Kubernetes. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= $(HOME)/.local
MANIFEST ?= examples/quickstart.yaml
CONFIGURATION ?= Release
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: help dependencies build run test test-slow test-cluster bench bench-operator bench-telemetry results install publish chart clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

dependencies: ## Install what is missing (Debian packages; says what to install elsewhere)
	@scripts/dependencies.sh run

build: dependencies ## Build everything; leaves the launchers bin/rl4vlm and bin/kubectl-rl4vlm
	@dotnet build RL4VLM.slnx -c $(CONFIGURATION) --nologo -v quiet -clp:ErrorsOnly
	@scripts/launcher.sh $(CONFIGURATION)

run: build ## Train on this machine: MANIFEST=examples/quickstart.yaml
	@bin/rl4vlm run $(MANIFEST) $(ARGS)

test: build ## Run the tests; ends with `N passed, N failed`
	@scripts/dependencies.sh test
	@scripts/test.sh $(CONFIGURATION) 'Speed!=slow'

test-slow: build ## Run the tests that take longer (kills at random instants, whole runs)
	@scripts/dependencies.sh test
	@scripts/test.sh $(CONFIGURATION) 'Speed=slow'

test-cluster: build ## Play the end-to-end scenarios on the cluster of KUBECONFIG (docs/testing.md)
	@scripts/test-cluster.sh $(CONFIGURATION)

bench: build ## Measure throughput, paired with eager PyTorch where python3-torch is installed
	@scripts/dependencies.sh bench
	@bench/run.sh $(CONFIGURATION)

bench-operator: ## Measure the operator under 1,000 runs; fails when a target is missed
	@dotnet run --project bench/Operator -c $(CONFIGURATION) -- $(ARGS)

bench-telemetry: dependencies ## Measure what exporting telemetry costs a run; fails when it is more than 2 % of its processor time
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 dotnet run --project bench/Telemetry -c $(CONFIGURATION) -- $(ARGS)

results: build ## Make the tables of docs/results.md again, hours of CPU; ONLY=ROW makes one row; goes on where it was stopped
	@scripts/results.sh $(ONLY)

install: build ## Install the command line below PREFIX (default ~/.local)
	@scripts/install.sh $(PREFIX)

publish: build ## Write what is in the four images to artifacts/images, for those without Docker
	@scripts/publish.sh --no-build

chart: ## Render the Helm chart to artifacts/chart; lint and pack it (HELM names the program, default helm)
	@scripts/chart.sh

clean: ## Remove what was built (runs/ stays)
	@rm -rf bin artifacts TestResults
	@find src compat tests bench -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
