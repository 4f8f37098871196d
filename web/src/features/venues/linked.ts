// What search engines read of a venue (schema.org). A data block: no browser runs it, so the policy lets it be.
import { onScopeDispose, watch, type Ref } from 'vue';
import { useLinkedData } from './api';

/** Put the venue's JSON-LD into the head for as long as the page is open. */
export function useLinkedBlock(slug: Ref<string>): void {
  const found = useLinkedData(slug);
  const block = document.createElement('script');
  block.type = 'application/ld+json';
  watch(
    found.data,
    (text) => {
      if (!text) return;
      block.textContent = text as unknown as string;
      document.head.append(block);
    },
    { immediate: true },
  );
  onScopeDispose(() => block.remove());
}
