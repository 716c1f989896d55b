electron-kit gateway --order electron,openai --plan standard --redis > litellm.yaml
export LITELLM_MASTER_KEY=sk-$(openssl rand -hex 32)
uvx --from 'litellm[proxy]==1.108.7' litellm --config litellm.yaml --port 4000
