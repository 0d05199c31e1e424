import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ImageManagement, MediaFormat, MediaImage } from './media-image.ts';
import type { MediaPreset, NewMediaPreset } from './media-preset.ts';

/** How an image is asked for. */
export interface MediaImageOptions extends CallOptions {
  /** Of metal: what the image comes as. @default 'iso' */
  readonly format?: MediaFormat;
}

/** Installation media: what machines boot to join this Omni. Presets need Omni 1.7. */
export class Media {
  readonly #state: State;
  readonly #management: ImageManagement;

  /** @internal Every {@link OmniClient} has one. */
  constructor(state: State, management: ImageManagement) {
    this.#state = state;
    this.#management = management;
  }

  /**
   * Keeps a preset.
   * @throws {OmniError} `already_exists`; `invalid_argument` for an extension there is not; `validation_failed`, `read_only`
   */
  async createPreset(preset: NewMediaPreset, options: CallOptions = {}): Promise<MediaPreset> {
    const { createPreset } = await import('./create-preset.ts');
    return await createPreset(this.#state, preset, options);
  }

  /** Every preset, by name. */
  async listPresets(options: CallOptions = {}): Promise<readonly MediaPreset[]> {
    const { presetOf } = await import('./media-preset.ts');
    return (await this.#state.list(types.InstallationMediaConfig, options)).map(presetOf);
  }

  /** Removes a preset; a missing one is gone already. Images made of it stay. @throws {OmniError} `read_only` */
  async deletePreset(name: string, options: CallOptions = {}): Promise<void> {
    await this.#state.teardownAndDestroy(types.InstallationMediaConfig, name, options);
  }

  /**
   * Has an image made as a preset says, and tells where to download it. The factory makes it when it is asked for first.
   *
   * @param preset name of one that is kept, or one of your own
   * @throws {OmniError} `not_found`; `invalid_argument` for a format a cloud or board does not come as; `read_only`
   * because the image holds a join token
   */
  async image(preset: string | MediaPreset, options: MediaImageOptions = {}): Promise<MediaImage> {
    const { format, ...call } = options;
    const [{ mediaImage }, { presetOf }] = await Promise.all([import('./media-image.ts'), import('./media-preset.ts')]);
    const kept =
      typeof preset === 'string'
        ? presetOf(await this.#state.get(types.InstallationMediaConfig, preset, call))
        : preset;
    return await mediaImage({ state: this.#state, management: this.#management }, kept, format, call);
  }
}
