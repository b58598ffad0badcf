import { Module } from '@nestjs/common';
import { FacadesModule } from '../boot/facades.module.js';
import { accountPages } from './account/pages.js';
import { AuthorityHome } from './authority/home/authority-home.js';
import { authorityPages } from './authority/pages.js';
import { ThemeController } from './layout/theme/controller.js';
import { OperatorHome } from './operator/home/operator-home.js';
import { operatorPages } from './operator/pages.js';
import { ProviderHome } from './provider/home/provider-home.js';
import { providerPages } from './provider/pages.js';
import { SchoolHome } from './school/home/school-home.js';
import { schoolPages } from './school/pages.js';

/** The pages, by whom they are for. */
@Module({
  imports: [FacadesModule],
  controllers: [
    ...accountPages,
    ...schoolPages,
    ...providerPages,
    ...authorityPages,
    ...operatorPages,
    ThemeController,
  ],
  providers: [AuthorityHome, OperatorHome, ProviderHome, SchoolHome],
})
export class WebModule {}

export { configureWeb } from './configure.js';
