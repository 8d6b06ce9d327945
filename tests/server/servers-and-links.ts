/** Servers, links and folders of one test file: whatever a test began is closed and removed after it. */
import { afterEach } from 'vitest';
import { type Link, openLink } from '../../server/link.ts';
import { type Here, removeFolder, startHere, temporaryFolder } from './inklight-here.ts';

export interface ServersAndLinks {
  readonly start: (options?: Parameters<typeof startHere>[0]) => Promise<Here>;
  readonly open: (options: Parameters<typeof openLink>[0]) => Link;
  readonly folder: () => string;
}

/** To be called once, outside of all tests. */
export const serversAndLinks = (): ServersAndLinks => {
  const links: Link[] = [];
  const servers: Here[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const link of links.splice(0)) link.close();
    for (const server of servers.splice(0)) await server.running.stop();
    for (const path of folders.splice(0)) removeFolder(path);
  });
  return {
    start: async (options = {}) => {
      const here = await startHere(options);
      servers.push(here);
      folders.push(here.dataFolder, here.modelsFolder);
      return here;
    },
    open: (options) => {
      const link = openLink(options);
      links.push(link);
      return link;
    },
    folder: () => {
      const made = temporaryFolder();
      folders.push(made);
      return made;
    },
  };
};
