"""The pipeline as AWS CDK constructs, one package a layer."""
